import { type Array, nn, numpy as np } from "@jax-js/jax";
import { defineCase } from "../benchCase.ts";
import { normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";

const temperature = 0.1;

const unitRows = (x: Array) => x.ref.div(np.sqrt(np.square(x).sum(1, { keepdims: true })));

/** Every row of a has to find its own among the rows of b. */
function infoNce(a: Array, b: Array): Array {
  const [first, second] = [unitRows(a), unitRows(b)];
  const positives = first.ref.mul(second.ref).sum(1).div(temperature);
  const logits = np.matmul(first, second.transpose()).div(temperature);
  return nn.logsumexp(logits, 1).sub(positives).mean();
}

export default defineCase({
  name: "InfoNCE",
  sizes: [
    { examples: 256, dimensions: 128 },
    { examples: 1024, dimensions: 128 },
  ],
  inputs: ({ examples, dimensions }, random) => ({
    a: normal(random, [examples, dimensions]),
    b: normal(random, [examples, dimensions]),
  }),
  offprint: ({ a, b }) => compiledValueAndGradient((x, y) => infoNce(x!, y!), [a, b], 2),
  tfjs: null,
  torch: `
def make(a, b, examples):
    positives = torch.arange(examples)
    def loss():
        return F.cross_entropy(F.normalize(a) @ F.normalize(b).T / ${temperature}, positives)
    return value_and_gradient(loss, a, b)
`,
});
