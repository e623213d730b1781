import { metrixLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { uniform } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { valueAndGradient } from "../peers/tfjs.ts";

const [alpha, beta, margin] = [2, 50, 0.5];

export default defineCase({
  name: "metrixLoss",
  sizes: [
    { anchors: 50, items: 50 },
    { anchors: 512, items: 512 },
  ],
  inputs: ({ anchors, items }, random) => ({
    similarity: uniform(random, [anchors, items]),
    weight: uniform(random, [anchors, items]),
  }),
  offprint: ({ similarity, weight }) =>
    compiledValueAndGradient(
      (s, w) => metrixLoss(s!, w!, null, { loss: "multiSimilarity", alpha, beta, margin }),
      [similarity, weight],
    ),
  tfjs: {
    backend: "wasm",
    call: ({ similarity, weight }) => {
      // Weights stand inside the exponents, beside a 0 for the 1 of log(1 + …).
      const part = (s: tf.Tensor, w: tf.Tensor, scale: number) => {
        const exponents = tf.add(tf.mul(tf.sub(s, margin), scale), tf.log(w));
        const sum = tf.logSumExp(tf.concat([exponents, tf.zeros([s.shape[0]!, 1])], 1), 1);
        return tf.div(sum, Math.abs(scale));
      };
      return valueAndGradient(
        (s) => tf.mean(tf.add(part(s!, weight, -alpha), part(s!, tf.sub(1, weight), beta))),
        [similarity],
      );
    },
  },
  torch: `
def make(similarity, weight):
    def part(w, scale):
        exponents = (similarity - ${margin}) * scale + torch.log(w)
        exponents = torch.cat([exponents, torch.zeros(len(w), 1)], dim=1)
        return torch.logsumexp(exponents, dim=1) / abs(scale)
    def loss():
        return (part(weight, -${alpha}) + part(1 - weight, ${beta})).mean()
    return value_and_gradient(loss, similarity)
`,
});
