import { featureSeparationLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { matMul, normalizeRows, valueAndGradient } from "../peers/tfjs.ts";

const temperature = 0.1;
const classes = 10;

export default defineCase({
  name: "featureSeparationLoss",
  sizes: [
    { batch: 64, dimensions: 64 },
    { batch: 512, dimensions: 128 },
  ],
  inputs: ({ batch, dimensions }, random) => ({
    features: normal(random, [batch, dimensions]),
    labels: integers(random, [batch], classes),
  }),
  offprint: ({ features, labels }) =>
    compiledValueAndGradient((f, y) => featureSeparationLoss(f!, y!, { temperature }), [features, labels]),
  tfjs: {
    backend: "wasm",
    call: ({ features, labels }, { batch }) => {
      const itself = tf.eye(batch);
      const column = tf.reshape(labels, [batch, 1]);
      const same = tf.cast(tf.equal(column, tf.transpose(column)), "float32");
      const positive = tf.sub(same, itself);
      const shares = tf.divNoNan(positive, tf.sum(positive, 1, true));
      const partnered = tf.sum(shares, 1);
      const far = tf.mul(itself, 1e9);
      return valueAndGradient(
        (f) => {
          const rows = normalizeRows(f!);
          const similarities = tf.div(matMul(rows, tf.transpose(rows)), temperature);
          const logSums = tf.logSumExp(tf.sub(similarities, far), 1);
          const attraction = tf.sum(tf.mul(shares, similarities), 1);
          return tf.mean(tf.sub(tf.mul(partnered, logSums), attraction));
        },
        [features],
        [itself, column, same, positive, shares, partnered, far],
      );
    },
  },
  torch: `
def make(features, labels, batch):
    itself = torch.eye(batch, dtype=torch.bool)
    positive = (labels[:, None] == labels[None, :]) & ~itself
    counts = positive.sum(1)
    def loss():
        rows = F.normalize(features)
        similarities = rows @ rows.T / ${temperature}
        logarithms = F.log_softmax(similarities.masked_fill(itself, float("-inf")), 1)
        sums = logarithms.masked_fill(~positive, 0).sum(1)
        return -(sums / counts.clamp(min=1)).mean()
    return value_and_gradient(loss, features)
`,
});
