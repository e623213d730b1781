import { tcmLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { matMul, normalizeRows, valueAndGradient } from "../peers/tfjs.ts";

/** A tenth is exceeded by many cosines of random rows, so that both terms have work to do. */
const [marginPlus, marginMinus] = [0.9, 0.1];

export default defineCase({
  name: "tcmLoss",
  sizes: [
    { batch: 96, dimensions: 32 },
    { batch: 512, dimensions: 128 },
  ],
  inputs: ({ batch, dimensions }, random) => ({
    embeddings: normal(random, [batch, dimensions]),
    labels: integers(random, [batch], batch / 4),
  }),
  offprint: ({ embeddings, labels }) =>
    compiledValueAndGradient((z, y) => tcmLoss(z!, y!, { marginPlus, marginMinus }), [embeddings, labels]),
  tfjs: {
    backend: "wasm",
    call: ({ embeddings, labels }, { batch }) => {
      const same = tf.equal(tf.reshape(labels!, [batch, 1]), tf.reshape(labels!, [1, batch]));
      const positive = tf.sub(tf.cast(same, "float32"), tf.eye(batch));
      const negative = tf.cast(tf.logicalNot(same), "float32");
      const meanOfOffences = (offences: tf.Tensor, pairs: tf.Tensor) => {
        const counts = tf.mul(tf.cast(tf.greaterEqual(offences, 0), "float32"), pairs);
        return tf.div(tf.sum(tf.mul(counts, offences)), tf.maximum(tf.sum(counts), 1));
      };
      return valueAndGradient(
        (z) => {
          const rows = normalizeRows(z!);
          const cosines = matMul(rows, tf.transpose(rows));
          const pull = meanOfOffences(tf.sub(marginPlus, cosines), positive);
          return tf.add(pull, meanOfOffences(tf.sub(cosines, marginMinus), negative)) as tf.Scalar;
        },
        [embeddings],
        [positive, negative],
      );
    },
  },
  torch: `
def make(embeddings, labels):
    same = labels[:, None] == labels[None, :]
    positive = same & ~torch.eye(len(labels), dtype=torch.bool)
    def mean_of_offences(offences, pairs):
        chosen = pairs & (offences >= 0)
        return torch.where(chosen, offences, 0).sum() / chosen.sum().clamp(min=1)
    def loss():
        rows = F.normalize(embeddings)
        cosines = rows @ rows.T
        return mean_of_offences(${marginPlus} - cosines, positive) + mean_of_offences(cosines - ${marginMinus}, ~same)
    return value_and_gradient(loss, embeddings)
`,
});
