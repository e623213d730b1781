import { selectMultiwinner } from "@offprint/methods/selection";
import { defineCase } from "../benchCase.ts";
import { permutations } from "../inputs.ts";
import { plain } from "../offprint.ts";

const [k, promised] = [8, 4];

export default defineCase({
  name: "selectMultiwinner",
  sizes: [
    { rankings: 100, items: 40 },
    { rankings: 5000, items: 40 },
  ],
  inputs: ({ rankings, items }, random) => ({
    orders: permutations(random, [rankings, items]),
    groups: { shape: [items], values: Int32Array.from({ length: items }, (_, item) => item % 2) },
  }),
  offprint: ({ orders, groups }) =>
    plain(() => {
      const options = {
        k,
        rule: "borda",
        owa: "cc",
        groups: groups.ref,
        lowerBounds: [0, promised],
      } as const;
      const { subset, gains } = selectMultiwinner(orders.ref, options);
      return [subset, gains];
    }),
  tfjs: null,
  torch: `
def make(orders, groups, items):
    def call():
        weights = torch.arange(items - 1, -1, -1.0).expand_as(orders)
        worth = torch.empty(orders.shape).scatter_(1, orders, weights)
        best = torch.zeros(len(orders), 1)
        open_seats, promised = ${k}, ${promised}
        available = torch.ones(items, dtype=torch.bool)
        subset, gains = [], []
        while open_seats > 0:
            added = (worth - best).clamp(min=0).sum(0)
            allowed = available if promised < open_seats else available & (groups == 1)
            item = torch.where(allowed, added, -1.0).argmax()
            subset.append(item)
            gains.append(added[item])
            available[item] = False
            best = torch.maximum(best, worth[:, item, None])
            open_seats -= 1
            promised = max(0, promised - int(groups[item]))
        return torch.stack(subset), torch.stack(gains)
    return call
`,
});
