import { type Array as EngineArray, valueAndGrad } from "@jax-js/jax";
import { isogclr, type IsogclrState } from "@offprint/methods/losses";
import { defineCase } from "../benchCase.ts";
import { normal, uniform } from "../inputs.ts";
import { compiled } from "../offprint.ts";

/** Examples in the data set for each example of a batch. */
const share = 8;
const loss = isogclr();

/** Value, gradients in both views, and the new normalizers and temperatures. */
function step(a: EngineArray, b: EngineArray, index: EngineArray, u: EngineArray, tau: EngineArray) {
  const valueOf = (viewA: EngineArray, viewB: EngineArray): [EngineArray, IsogclrState] => {
    const state = { u, tau, v: tau.ref.mul(0), seen: tau.ref.greater(0) };
    const next = loss.apply({ viewA, viewB, index }, state);
    return [next.value, next.state];
  };
  const [[value, state], gradients] = valueAndGrad(valueOf, { argnums: [0, 1], hasAux: true })(
    a,
    b,
  ) as unknown as [[EngineArray, IsogclrState], EngineArray[]];
  state.v.dispose();
  state.seen.dispose();
  return [value, ...gradients, state.u, state.tau];
}

export default defineCase({
  name: "isogclr",
  sizes: [
    { examples: 128, dimensions: 32 },
    { examples: 512, dimensions: 128 },
  ],
  inputs: ({ examples, dimensions }, random) => ({
    viewA: normal(random, [examples, dimensions]),
    viewB: normal(random, [examples, dimensions]),
    index: { shape: [examples], values: random.permutation(share * examples).slice(0, examples) },
    spread: uniform(random, [share * examples]),
  }),
  offprint: ({ viewA, viewB, index, spread }) =>
    compiled(
      (a, b, places, x) => step(a!, b!, places!, x!.ref.add(1), x!.mul(0.5).add(0.1)),
      [viewA, viewB, index, spread],
    ),
  tfjs: null,
  torch: `
def make(viewA, viewB, index, spread, examples):
    index = index.long()
    positions = torch.arange(2 * examples)
    negative = positions[:, None] % examples != positions[None, :] % examples
    count = 2 * examples - 2
    def loss():
        u, tau = spread + 1, 0.5 * spread + 0.1
        a, b = viewA.detach().requires_grad_(), viewB.detach().requires_grad_()
        first, second = F.normalize(a), F.normalize(b)
        rows = torch.cat([first, second])
        similarities = rows @ rows.T
        with torch.no_grad():
            exponents = torch.where(negative, similarities / tau[index].repeat(2)[:, None], torch.zeros(()))
            powers = torch.exp(exponents) * negative / count
            normalizers = 0.1 * u[index].repeat(2) + 0.9 * powers.sum(1)
            weights = powers / normalizers.clamp(min=1e-8)[:, None]
            slopes = normalizers.log() + 0.3 - (weights * exponents).sum(1)
            u[index] = normalizers.view(2, examples).mean(0)
            moved = tau[index] - 0.01 * 0.9 * slopes.view(2, examples).mean(0)
            tau[index] = moved.clamp(0.05, 0.7)
        value = ((weights * similarities).sum() - 2 * (first * second).sum()) / examples
        value.backward()
        return value.detach(), a.grad, b.grad, u, tau
    return loss
`,
});
