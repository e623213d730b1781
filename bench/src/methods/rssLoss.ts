import { rssLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { valueAndGradient } from "../peers/tfjs.ts";

const [gamma, gammaPrime, lambda] = [0.1, 0.3, 10];

export default defineCase({
  name: "rssLoss",
  sizes: [
    { labelled: 10, unlabelled: 1000, dimensions: 50 },
    { labelled: 10, unlabelled: 10_000, dimensions: 200 },
  ],
  inputs: ({ labelled, unlabelled, dimensions }, random) => {
    const classes = integers(random, [labelled], 2);
    return {
      theta: normal(random, [dimensions]),
      x: normal(random, [labelled, dimensions]),
      y: { ...classes, values: classes.values.map((value) => 2 * value - 1) },
      xUnlabeled: normal(random, [unlabelled, dimensions]),
    };
  },
  offprint: ({ theta, x, y, xUnlabeled }) =>
    compiledValueAndGradient(
      (...inputs) => rssLoss(inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!, { gamma, gammaPrime, lambda }),
      [theta, x, y, xUnlabeled],
    ),
  tfjs: {
    backend: "wasm",
    call: ({ theta, x, y, xUnlabeled }) => {
      const signs = tf.cast(y, "float32");
      const ramp = (margins: tf.Tensor, price: number) =>
        tf.mean(tf.minimum(tf.relu(tf.sub(1, tf.mul(margins, price))), 1));
      return valueAndGradient(
        (direction) => {
          const column = tf.reshape(direction!, [-1, 1]);
          const normalVector = tf.div(column, tf.sqrt(tf.sum(tf.square(column))));
          const distances = (points: tf.Tensor) =>
            tf.reshape(tf.matMul(points as tf.Tensor2D, normalVector as tf.Tensor2D), [-1]);
          const supervised = ramp(tf.mul(distances(x), signs), gamma);
          return tf.add(supervised, tf.mul(ramp(tf.abs(distances(xUnlabeled)), gammaPrime), lambda));
        },
        [theta],
        [signs],
      );
    },
  },
  torch: `
def make(theta, x, y, xUnlabeled):
    signs = y.to(x.dtype)
    def loss():
        direction = theta / theta.norm()
        supervised = (1 - ${gamma} * signs * (x @ direction)).clamp(0, 1).mean()
        return supervised + ${lambda} * (1 - ${gammaPrime} * (xUnlabeled @ direction).abs()).clamp(0, 1).mean()
    return value_and_gradient(loss, theta)
`,
});
