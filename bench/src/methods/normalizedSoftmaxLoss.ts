import { normalizedSoftmaxLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { matMul, normalizeRows, valueAndGradient } from "../peers/tfjs.ts";

const scale = 10;

export default defineCase({
  name: "normalizedSoftmaxLoss",
  sizes: [
    { batch: 128, dimensions: 32, classes: 10 },
    { batch: 512, dimensions: 128, classes: 1000 },
  ],
  inputs: ({ batch, dimensions, classes }, random) => ({
    embeddings: normal(random, [batch, dimensions]),
    weight: normal(random, [classes, dimensions]),
    labels: integers(random, [batch], classes),
  }),
  offprint: ({ embeddings, weight, labels }) =>
    compiledValueAndGradient(
      (x, w, y) => normalizedSoftmaxLoss(x!, y!, w!, { scale }),
      [embeddings, weight, labels],
      2,
    ),
  tfjs: {
    backend: "wasm",
    call: ({ embeddings, weight, labels }, { classes }) => {
      const oneHot = tf.cast(tf.oneHot(labels as tf.Tensor1D, classes), "float32");
      return valueAndGradient(
        (x, w) => {
          const cosines = matMul(normalizeRows(x!), tf.transpose(normalizeRows(w!)));
          const ofLabel = tf.sum(tf.mul(tf.logSoftmax(tf.mul(cosines, scale)), oneHot), 1);
          return tf.neg(tf.mean(ofLabel));
        },
        [embeddings, weight],
        [oneHot],
      );
    },
  },
  torch: `
def make(embeddings, weight, labels):
    def loss():
        logits = ${scale} * F.linear(F.normalize(embeddings), F.normalize(weight))
        return F.cross_entropy(logits, labels)
    return value_and_gradient(loss, embeddings, weight)
`,
});
