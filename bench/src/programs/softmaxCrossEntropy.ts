import { nn } from "@jax-js/jax";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";

export default defineCase({
  name: "softmax cross-entropy",
  sizes: [{ batch: 1024, classes: 1000 }],
  inputs: ({ batch, classes }, random) => ({
    logits: normal(random, [batch, classes]),
    labels: integers(random, [batch], classes),
  }),
  offprint: ({ logits, labels }, { classes }) =>
    compiledValueAndGradient(
      (z, y) => nn.logSoftmax(z!).mul(nn.oneHot(y!, classes)).sum(1).mean().neg(),
      [logits, labels],
    ),
  tfjs: null,
  torch: `
def make(logits, labels):
    return value_and_gradient(lambda: F.cross_entropy(logits, labels), logits)
`,
});
