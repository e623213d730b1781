import { binaryMarginLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { valueAndGradient } from "../peers/tfjs.ts";

export default defineCase({
  name: "binaryMarginLoss",
  sizes: [{ batch: 128 }, { batch: 4096 }],
  inputs: ({ batch }, random) => ({
    logits: normal(random, [batch]),
    labels: integers(random, [batch], 2),
  }),
  offprint: ({ logits, labels }) =>
    compiledValueAndGradient((z, y) => binaryMarginLoss(z!, y!, { kind: "logistic" }), [logits, labels]),
  tfjs: {
    backend: "wasm",
    call: ({ logits, labels }) => {
      const opposite = tf.sub(1, tf.mul(tf.cast(labels, "float32"), 2));
      return valueAndGradient((z) => tf.mean(tf.softplus(tf.mul(z!, opposite))), [logits], [opposite]);
    },
  },
  torch: `
def make(logits, labels):
    targets = labels.to(logits.dtype)
    def loss():
        return F.binary_cross_entropy_with_logits(logits, targets)
    return value_and_gradient(loss, logits)
`,
});
