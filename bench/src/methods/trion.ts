import { trion } from "@offprint/methods/optimizers";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { fadingCosines, normal } from "../inputs.ts";
import { compiledUpdates } from "../offprint.ts";
import { dctBasis, orthogonalized, steps } from "../peers/tfjs.ts";

const [learningRate, momentum] = [0.02, 0.95];

export default defineCase({
  name: "trion",
  sizes: [
    { rows: 128, columns: 64, rank: 8 },
    { rows: 512, columns: 512, rank: 32 },
  ],
  inputs: ({ rows, columns }, random) => ({
    params: normal(random, [rows, columns]),
    first: fadingCosines(random, [rows, columns]),
    second: fadingCosines(random, [rows, columns]),
  }),
  offprint: ({ params, first, second }, { rank }) =>
    compiledUpdates(trion({ learningRate, momentum, rank }), params, [first, second]),
  tfjs: {
    backend: "wasm",
    call: ({ params, first, second }, { rows, columns, rank }) => {
      const basis = dctBasis(columns);
      const rate = learningRate * Math.sqrt(Math.max(1, rows / columns));
      const update = ([at, carried]: tf.Tensor[], gradient: tf.Tensor) => {
        const sum = tf.add(carried!, gradient) as tf.Tensor2D;
        const similarities = tf.matMul(sum, basis);
        const { indices } = tf.topk(tf.sum(tf.abs(similarities), 0), rank);
        const low = tf.gather(similarities, indices as tf.Tensor1D, 1) as tf.Tensor2D;
        const subspace = tf.transpose(tf.gather(basis, indices as tf.Tensor1D, 1));
        const back = (coordinates: tf.Tensor2D) => tf.matMul(coordinates, subspace);
        return [
          tf.sub(at!, tf.mul(back(orthogonalized(low)), rate)),
          tf.sub(sum, tf.mul(back(low), 1 - momentum)),
        ];
      };
      return steps(update, [tf.clone(params), tf.zerosLike(params)], [first, second], [basis]);
    },
  },
  torch: `
def make(params, first, second, rows, columns, rank):
    basis = dct_basis(columns)
    carried = torch.zeros(rows, columns)
    rate = ${learningRate} * max(1, rows / columns) ** 0.5
    def update(gradient):
        carried.add_(gradient)
        similarities = carried @ basis
        indices = similarities.abs().sum(0).topk(rank).indices
        low = similarities[:, indices]
        subspace = basis[:, indices].T
        carried.sub_(low @ subspace, alpha=1 - ${momentum})
        return params.sub_(newton_schulz(low) @ subspace, alpha=rate)
    return steps(update, [first, second])
`,
});
