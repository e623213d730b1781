import { type Array, nn, numpy as np } from "@jax-js/jax";
import { defineCase } from "../benchCase.ts";
import { normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";

const steepness = 8;

/** For each stage of a bitonic network: who is compared with whom, and whether the lane takes the lesser value. */
function stages(lanes: number): { partners: number[]; takesLesser: boolean[] }[] {
  const found: { partners: number[]; takesLesser: boolean[] }[] = [];
  for (let block = 2; block <= lanes; block *= 2) {
    for (let reach = block / 2; reach >= 1; reach /= 2) {
      const indices = globalThis.Array.from({ length: lanes }, (_, i) => i);
      found.push({
        partners: indices.map((i) => i ^ reach),
        takesLesser: indices.map((i) => ((i & block) === 0) === ((i & reach) === 0)),
      });
    }
  }
  return found;
}

/** Each comparator exchanges its two values as far as they are out of order. */
function softSort(x: Array): Array {
  for (const { partners, takesLesser } of stages(x.shape[1]!)) {
    const other = np.take(x.ref, np.array(Int32Array.from(partners)), 1);
    const gap = x.ref.sub(other);
    const signs = np.array(Float32Array.from(takesLesser, (lesser) => (lesser ? steepness : -steepness)));
    x = x.sub(gap.ref.mul(nn.sigmoid(gap.mul(signs))));
  }
  return x;
}

export default defineCase({
  name: "soft sorting network",
  sizes: [{ rows: 32, lanes: 64 }],
  inputs: ({ rows, lanes }, random) => ({
    x: normal(random, [rows, lanes]),
    target: normal(random, [rows, lanes]),
  }),
  offprint: ({ x, target }) =>
    compiledValueAndGradient(
      (values, wanted) => np.square(softSort(values!).sub(wanted!)).mean(),
      [x, target],
    ),
  tfjs: null,
  torch: `
def make(x, target, lanes):
    stages = []
    block = 2
    while block <= lanes:
        reach = block // 2
        while reach >= 1:
            lane = torch.arange(lanes)
            lesser = ((lane & block) == 0) == ((lane & reach) == 0)
            stages.append((lane ^ reach, torch.where(lesser, ${steepness}.0, -${steepness}.0)))
            reach //= 2
        block *= 2
    def loss():
        values = x
        for partners, signs in stages:
            gap = values - values[:, partners]
            values = values - gap * torch.sigmoid(gap * signs)
        return F.mse_loss(values, target)
    return value_and_gradient(loss, x)
`,
});
