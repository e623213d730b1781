import { dctAdamW } from "@offprint/methods/optimizers";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { fadingCosines, normal } from "../inputs.ts";
import { compiledUpdates } from "../offprint.ts";
import { dctBasis, steps } from "../peers/tfjs.ts";

const [learningRate, b1, b2, eps] = [1e-3, 0.9, 0.999, 1e-8];

export default defineCase({
  name: "dctAdamW",
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
    compiledUpdates(dctAdamW({ learningRate, rank }), params, [first, second]),
  tfjs: {
    backend: "wasm",
    call: ({ params, first, second }, { rows, columns, rank }) => {
      const basis = dctBasis(columns);
      const update = ([at, mean, square, chosen]: tf.Tensor[], gradient: tf.Tensor, step: number) => {
        const similarities = tf.matMul(gradient as tf.Tensor2D, basis);
        const { indices } = tf.topk(tf.sum(tf.abs(similarities), 0), rank);
        const low = tf.gather(similarities, indices as tf.Tensor1D, 1);
        const kept = tf.cast(tf.equal(tf.reshape(chosen!, [rank, 1]), indices), "float32");
        const moved = (moment: tf.Tensor) => tf.matMul(moment as tf.Tensor2D, kept as tf.Tensor2D);
        const nextMean = tf.add(tf.mul(moved(mean!), b1), tf.mul(low, 1 - b1));
        const nextSquare = tf.add(tf.mul(moved(square!), b2), tf.mul(tf.square(low), 1 - b2));
        const size = tf.add(tf.sqrt(tf.div(nextSquare, 1 - b2 ** step)), eps);
        const direction = tf.div(nextMean, size) as tf.Tensor2D;
        const subspace = tf.gather(basis, indices as tf.Tensor1D, 1);
        const back = tf.matMul(direction, tf.transpose(subspace));
        const next = tf.sub(at!, tf.mul(back, learningRate / (1 - b1 ** step)));
        return [next, nextMean, nextSquare, indices];
      };
      const start = [
        tf.clone(params),
        tf.zeros([rows, rank]),
        tf.zeros([rows, rank]),
        tf.range(0, rank, 1, "int32"),
      ];
      return steps(update, start, [first, second], [basis]);
    },
  },
  torch: `
def make(params, first, second, rows, columns, rank):
    basis = dct_basis(columns)
    mean, square = torch.zeros(rows, rank), torch.zeros(rows, rank)
    chosen, step = torch.arange(rank), 0
    def update(gradient):
        nonlocal mean, square, chosen, step
        step += 1
        similarities = gradient @ basis
        indices = similarities.abs().sum(0).topk(rank).indices
        low = similarities[:, indices]
        kept = (chosen[:, None] == indices).float()
        mean = (mean @ kept).mul_(${b1}).add_(low, alpha=1 - ${b1})
        square = (square @ kept).mul_(${b2}).addcmul_(low, low, value=1 - ${b2})
        chosen = indices
        size = (square / (1 - ${b2}**step)).sqrt_().add_(${eps})
        back = (mean / size) @ basis[:, indices].T
        return params.sub_(back, alpha=${learningRate} / (1 - ${b1}**step))
    return steps(update, [first, second])
`,
});
