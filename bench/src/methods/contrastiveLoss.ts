import { contrastiveLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { matMul, normalizeRows, valueAndGradient } from "../peers/tfjs.ts";

const temperature = 0.3;

export default defineCase({
  name: "contrastiveLoss",
  sizes: [
    { anchors: 256, dimensions: 128 },
    { anchors: 1024, dimensions: 128 },
  ],
  inputs: ({ anchors, dimensions }, random) => ({
    queries: normal(random, [anchors, dimensions]),
    keys: normal(random, [anchors, dimensions]),
  }),
  offprint: ({ queries, keys }) =>
    compiledValueAndGradient((q, k) => contrastiveLoss(q!, k!, { temperature }), [queries, keys], 2),
  tfjs: {
    backend: "wasm",
    call: ({ queries, keys }) =>
      valueAndGradient(
        (q, k) => {
          const [anchors, others] = [normalizeRows(q!), normalizeRows(k!)];
          const logits = tf.div(matMul(anchors, tf.transpose(others)), temperature);
          const attraction = tf.div(tf.sum(tf.mul(anchors, others), 1), temperature);
          return tf.mean(tf.sub(tf.logSumExp(logits, 1), attraction));
        },
        [queries, keys],
      ),
  },
  torch: `
def make(queries, keys, anchors):
    positives = torch.arange(anchors)
    def loss():
        logits = F.normalize(queries) @ F.normalize(keys).T / ${temperature}
        return F.cross_entropy(logits, positives)
    return value_and_gradient(loss, queries, keys)
`,
});
