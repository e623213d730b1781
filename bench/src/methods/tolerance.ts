import { tolerance } from "@offprint/methods/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiled } from "../offprint.ts";
import { call, matMul, normalizeRows } from "../peers/tfjs.ts";

const classes = 10;

export default defineCase({
  name: "tolerance",
  sizes: [
    { examples: 128, dimensions: 32 },
    { examples: 512, dimensions: 128 },
  ],
  inputs: ({ examples, dimensions }, random) => {
    const { shape, values } = normal(random, [examples, dimensions]);
    // Moved off the origin, so that the mean cosine is not the small difference of large sums.
    return {
      embeddings: { shape, values: values.map((x) => x + 0.5) },
      labels: integers(random, [examples], classes),
    };
  },
  offprint: ({ embeddings, labels }) => compiled((z, y) => [tolerance(z!, y!)], [embeddings, labels]),
  tfjs: {
    backend: "wasm",
    call: ({ embeddings, labels }, { examples }) => {
      const itself = tf.eye(examples);
      const pairs = () => {
        const rows = normalizeRows(embeddings);
        // A product of one-hot labels: the Wasm backend compares with broadcasting twenty times slower.
        const marks = tf.cast(tf.oneHot(labels as tf.Tensor1D, classes), "float32") as tf.Tensor2D;
        const equal = matMul(marks, tf.transpose(marks));
        const same = tf.sub(equal, itself);
        const cosines = matMul(rows, tf.transpose(rows));
        return [tf.div(tf.sum(tf.mul(cosines, same)), tf.sum(same))];
      };
      return call(pairs, [itself]);
    },
  },
  torch: `
def make(embeddings, labels, examples):
    itself = torch.eye(examples, dtype=torch.bool)
    def call():
        rows = F.normalize(embeddings)
        same = (labels[:, None] == labels) & ~itself
        return ((rows @ rows.T)[same].mean(),)
    return call
`,
});
