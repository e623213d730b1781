import { unpgLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { matMul, normalizeRows, valueAndGradient } from "../peers/tfjs.ts";

const scale = 32;
const margin = 0.35;
const whisker = 1.5;

export default defineCase({
  name: "unpgLoss",
  // No larger batch: among its pairs some lie so close to a limit of the filter that rounding decides about them.
  sizes: [
    { batch: 128, dimensions: 32, classes: 1000 },
    { batch: 256, dimensions: 128, classes: 1000 },
  ],
  inputs: ({ batch, dimensions, classes }, random) => ({
    embeddings: normal(random, [batch, dimensions]),
    weight: normal(random, [classes, dimensions]),
    labels: integers(random, [batch], classes),
  }),
  offprint: ({ embeddings, weight, labels }) =>
    compiledValueAndGradient(
      (x, w, y) => unpgLoss(x!, y!, w!, { scale, margin, whisker }),
      [embeddings, weight, labels],
      2,
    ),
  tfjs: {
    backend: "wasm",
    call: ({ embeddings, weight, labels }, { batch, classes }) => {
      const y = labels.dataSync();
      const ofLabel = tf.cast(tf.oneHot(labels as tf.Tensor1D, classes), "float32");
      const margins = tf.mul(ofLabel, margin);
      const isPair = new Float32Array(batch * batch);
      for (let i = 0; i < batch; i++) {
        for (let j = i + 1; j < batch; j++) if (y[i] !== y[j]) isPair[i * batch + j] = 1;
      }
      return valueAndGradient(
        (x, w) => {
          const rows = normalizeRows(x!);
          const cosines = matMul(rows, tf.transpose(normalizeRows(w!)));
          const logits = tf.mul(tf.sub(cosines, margins), scale);
          const pairs = tf.reshape(matMul(rows, tf.transpose(rows)), [-1]);
          // The Wasm backend has no sort; what is kept is constant for the gradient anyway.
          const values = pairs.dataSync() as Float32Array;
          const ascending = values.filter((_, i) => isPair[i] === 1).sort();
          const [first, third] = [1, 3].map((part) => ascending[Math.floor((part * ascending.length) / 4)]!);
          const reach = whisker * (third! - first!);
          const isKept = (value: number, i: number) =>
            isPair[i] === 1 && value >= first! - reach && value <= third! + reach ? 1 : 0;
          const kept = tf.tensor1d(values.map(isKept));
          const dropped = tf.mul(tf.sub(1, kept), -1e9);
          const ofPairs = tf.logSumExp(tf.add(tf.mul(pairs, scale), dropped));
          const all = tf.concat([logits, tf.mul(tf.ones([batch, 1]), ofPairs)], 1);
          return tf.mean(tf.sub(tf.logSumExp(all, 1), tf.sum(tf.mul(logits, ofLabel), 1)));
        },
        [embeddings, weight],
        [margins, ofLabel],
      );
    },
  },
  torch: `
def make(embeddings, weight, labels, batch):
    is_pair = torch.ones(batch, batch).triu(1).bool() & (labels[:, None] != labels[None, :])
    margins = ${margin} * F.one_hot(labels.long(), weight.shape[0])
    def loss():
        rows = F.normalize(embeddings)
        logits = ${scale} * (F.linear(rows, F.normalize(weight)) - margins)
        pairs = (rows @ rows.T)[is_pair]
        ascending = pairs.detach().sort().values
        first, third = ascending[len(ascending) // 4], ascending[3 * len(ascending) // 4]
        reach = ${whisker} * (third - first)
        kept = pairs[(pairs >= first - reach) & (pairs <= third + reach)]
        everything = torch.logaddexp(logits.logsumexp(1), (${scale} * kept).logsumexp(0))
        return (everything - logits.gather(1, labels.long()[:, None])[:, 0]).mean()
    return value_and_gradient(loss, embeddings, weight)
`,
});
