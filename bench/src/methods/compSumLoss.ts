import { compSumLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { valueAndGradient } from "../peers/tfjs.ts";

const tau = 1.5;

export default defineCase({
  name: "compSumLoss",
  sizes: [
    { batch: 64, classes: 10 },
    { batch: 1024, classes: 1000 },
  ],
  inputs: ({ batch, classes }, random) => ({
    logits: normal(random, [batch, classes]),
    labels: integers(random, [batch], classes),
  }),
  offprint: ({ logits, labels }) =>
    compiledValueAndGradient((h, y) => compSumLoss(h!, y!, { tau }), [logits, labels]),
  tfjs: {
    backend: "wasm",
    call: ({ logits, labels }, { classes }) =>
      valueAndGradient(
        (h) => {
          const ofLabel = tf.sum(tf.mul(tf.logSoftmax(h!), tf.oneHot(labels as tf.Tensor1D, classes)), 1);
          return tf.mean(tf.div(tf.expm1(tf.mul(ofLabel, tau - 1)), 1 - tau));
        },
        [logits],
      ),
  },
  torch: `
def make(logits, labels):
    def loss():
        cross_entropy = F.cross_entropy(logits, labels, reduction="none")
        return (torch.expm1((1 - ${tau}) * cross_entropy) / (1 - ${tau})).mean()
    return value_and_gradient(loss, logits)
`,
});
