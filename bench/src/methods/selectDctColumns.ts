import { selectDctColumns } from "@offprint/methods/optimizers";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { fadingCosines } from "../inputs.ts";
import { compiled } from "../offprint.ts";
import { call, dctBasis } from "../peers/tfjs.ts";

export default defineCase({
  name: "selectDctColumns",
  sizes: [
    { rows: 128, columns: 64, rank: 8 },
    { rows: 512, columns: 512, rank: 32 },
  ],
  inputs: ({ rows, columns }, random) => ({ gradient: fadingCosines(random, [rows, columns]) }),
  offprint: ({ gradient }, { rank }) => {
    const select = (matrix: typeof gradient) => {
      const { indices, low, scores } = selectDctColumns(matrix, { rank });
      return [indices, low, scores];
    };
    return compiled((matrix) => select(matrix!), [gradient]);
  },
  tfjs: {
    backend: "wasm",
    call: ({ gradient }, { columns, rank }) => {
      const basis = dctBasis(columns);
      const select = () => {
        const similarities = tf.matMul(gradient as tf.Tensor2D, basis);
        const scores = tf.sum(tf.abs(similarities), 0);
        const { indices } = tf.topk(scores, rank);
        return [indices, tf.gather(similarities, indices as tf.Tensor1D, 1), scores];
      };
      return call(select, [basis]);
    },
  },
  torch: `
def make(gradient, columns, rank):
    basis = dct_basis(columns)
    def call():
        similarities = gradient @ basis
        scores = similarities.abs().sum(0)
        indices = scores.topk(rank).indices
        return indices, similarities[:, indices], scores
    return call
`,
});
