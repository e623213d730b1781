import { adam } from "@offprint/methods/optimizers";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { normal } from "../inputs.ts";
import { compiledUpdates } from "../offprint.ts";
import { steps } from "../peers/tfjs.ts";

const [learningRate, b1, b2, eps] = [1e-3, 0.9, 0.999, 1e-8];

export default defineCase({
  name: "adam",
  sizes: [
    { rows: 128, columns: 128 },
    { rows: 1024, columns: 1024 },
  ],
  inputs: ({ rows, columns }, random) => ({
    params: normal(random, [rows, columns]),
    first: normal(random, [rows, columns]),
    second: normal(random, [rows, columns]),
  }),
  offprint: ({ params, first, second }) => compiledUpdates(adam({ learningRate }), params, [first, second]),
  tfjs: {
    backend: "wasm",
    call: ({ params, first, second }) =>
      steps(
        ([at, mean, square], gradient, step) => {
          const nextMean = tf.add(tf.mul(mean!, b1), tf.mul(gradient, 1 - b1));
          const nextSquare = tf.add(tf.mul(square!, b2), tf.mul(tf.square(gradient), 1 - b2));
          const size = tf.add(tf.sqrt(tf.div(nextSquare, 1 - b2 ** step)), eps);
          const update = tf.mul(tf.div(nextMean, size), learningRate / (1 - b1 ** step));
          return [tf.sub(at!, update), nextMean, nextSquare];
        },
        [tf.clone(params), tf.zerosLike(params), tf.zerosLike(params)],
        [first, second],
      ),
  },
  torch: `
def make(params, first, second):
    optimizer = torch.optim.Adam([params], lr=${learningRate}, betas=(${b1}, ${b2}), eps=${eps})
    def update(gradient):
        params.grad = gradient
        optimizer.step()
        return params
    return steps(update, [first, second])
`,
});
