import { grocoLoss } from "@offprint/methods/losses";
import { defineCase } from "../benchCase.ts";
import { normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";

const topK = 10;

export default defineCase({
  name: "grocoLoss",
  sizes: [
    { views: 2, examples: 128, dimensions: 32 },
    { views: 2, examples: 512, dimensions: 128 },
  ],
  inputs: ({ views, examples, dimensions }, random) => ({
    embeddings: normal(random, [views, examples, dimensions]),
  }),
  offprint: ({ embeddings }) => compiledValueAndGradient((x) => grocoLoss(x!, { topK }), [embeddings]),
  // Its topk has no gradient.
  tfjs: null,
  torch: `
def make(embeddings, views, examples):
    itself = torch.eye(examples, dtype=torch.bool)
    m = ${topK} + views - 1
    target = (torch.arange(m) >= ${topK}).float().expand(views * examples, m)
    def exchange(x, start, shares):
        end = start + 2 * shares.shape[1]
        low, high = x[:, start:end:2], x[:, start + 1:end:2]
        flow = shares * (high - low)
        pairs = torch.stack([low + flow, high - flow], 2).flatten(1)
        return torch.cat([x[:, :start], pairs, x[:, end:]], 1)
    def loss():
        rows = F.normalize(embeddings, dim=2)
        keys = rows.detach()
        cosines = (rows @ keys.transpose(1, 2)).masked_fill(itself, -2.0)
        negatives = cosines.topk(${topK}, dim=2).values.flip(2)
        others = [[w for w in range(views) if w != v] for v in range(views)]
        positives = torch.stack([(rows[v] * keys[others[v]]).sum(2).T.sort(1).values for v in range(views)])
        x = torch.cat([negatives, positives], 2).flatten(0, 1)
        layers = []
        for layer in range(m):
            start = layer % 2
            end = start + 2 * ((m - start) // 2)
            shares = torch.atan(x[:, start:end:2] - x[:, start + 1:end:2]) / torch.pi + 0.5
            x = exchange(x, start, shares)
            layers.append((start, shares))
        p = target
        for start, shares in reversed(layers):
            p = exchange(p, start, shares)
        return F.binary_cross_entropy(p.clamp(0, 1), target)
    return value_and_gradient(loss, embeddings)
`,
});
