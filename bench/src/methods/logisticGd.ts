import { logisticGd } from "@offprint/methods/optimizers";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { normal } from "../inputs.ts";
import { compiled } from "../offprint.ts";
import { call } from "../peers/tfjs.ts";

const stepSize = 10;

export default defineCase({
  name: "logisticGd",
  sizes: [
    { examples: 500, dimensions: 20 },
    { examples: 10_000, dimensions: 500 },
  ],
  inputs: ({ examples, dimensions }, random) => {
    const draws = normal(random, [examples]);
    return {
      features: normal(random, [examples, dimensions]),
      labels: { ...draws, values: draws.values.map((x) => (x < 0 ? -1 : 1)) },
      theta: normal(random, [dimensions]),
    };
  },
  offprint: ({ features, labels, theta }) => {
    const rule = logisticGd({ stepSize, normalized: true });
    const update = (...[a, y, at]: (typeof theta)[]) => {
      const { theta: next, loss, mistakes, beta } = rule.update(a!, y!, { theta: at! });
      mistakes.dispose();
      beta.dispose();
      return [next, loss];
    };
    return compiled(update, [features, labels, theta]);
  },
  tfjs: {
    backend: "wasm",
    call: ({ features, labels, theta }) =>
      call(() => {
        const margins = tf.mul(tf.dot(features, theta), labels);
        const loss = tf.mean(tf.softplus(tf.neg(margins)));
        const weights = tf.softmax(tf.neg(tf.softplus(margins)) as tf.Tensor1D);
        return [tf.add(theta, tf.mul(tf.dot(tf.mul(weights, labels), features), stepSize)), loss];
      }),
  },
  torch: `
def make(features, labels, theta):
    def call():
        margins = (features @ theta) * labels
        loss = F.softplus(-margins).mean()
        weights = torch.softmax(-F.softplus(margins), 0)
        return (theta + ${stepSize} * ((weights * labels) @ features), loss)
    return call
`,
});
