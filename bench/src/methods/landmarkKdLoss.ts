import { landmarkKdLoss } from "@offprint/methods/training";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { valueAndGradient } from "../peers/tfjs.ts";

const beta = 0.15;
const [tough, tolerant] = [
  { outer: 1.9, inner: -0.45 },
  { outer: 1.8, inner: -0.4 },
];

export default defineCase({
  name: "landmarkKdLoss",
  sizes: [
    { batch: 50, landmarks: 68 },
    { batch: 4096, landmarks: 68 },
  ],
  inputs: ({ batch, landmarks }, random) => ({
    predictions: normal(random, [batch, 2 * landmarks]),
    truth: normal(random, [batch, 2 * landmarks]),
    toughTeacher: normal(random, [batch, 2 * landmarks]),
    tolerantTeacher: normal(random, [batch, 2 * landmarks]),
  }),
  offprint: ({ predictions, truth, toughTeacher, tolerantTeacher }) =>
    compiledValueAndGradient(
      (p, g, t, q) => {
        const { value, ...parts } = landmarkKdLoss(p!, g!, t!, q!);
        for (const part of Object.values(parts)) part.dispose();
        return value;
      },
      [predictions, truth, toughTeacher, tolerantTeacher],
    ),
  tfjs: {
    backend: "wasm",
    call: ({ predictions, truth, toughTeacher, tolerantTeacher }) => {
      // TensorFlow.js differentiates no comparisons; its step function it does.
      const choose = (mask: tf.Tensor, a: tf.Tensor, b: tf.Tensor) =>
        tf.add(tf.mul(mask, a), tf.mul(tf.sub(1, mask), b));
      const assistance = (d: tf.Tensor, r: tf.Tensor, { outer, inner }: typeof tough) => {
        const lead = tf.sub(d, r);
        const heard = tf.mul(tf.step(tf.sub(d, tf.mul(r, beta))), tf.mul(lead, -inner));
        return tf.mean(choose(tf.step(lead), tf.mul(lead, outer), heard));
      };
      return valueAndGradient(
        (p) => {
          const d = tf.abs(tf.sub(p!, truth));
          const [r, e] = [tf.abs(tf.sub(toughTeacher, truth)), tf.abs(tf.sub(tolerantTeacher, truth))];
          const far = tf.sub(tf.add(tf.square(d), tf.mul(e, 3)), tf.square(e));
          const main = tf.mean(choose(tf.step(tf.sub(d, e)), far, tf.mul(d, 3)));
          const assisted = tf.add(assistance(d, r, tough), assistance(d, e, tolerant));
          return tf.add(tf.mul(main, 2), assisted) as tf.Scalar;
        },
        [predictions],
      );
    },
  },
  torch: `
def make(predictions, truth, toughTeacher, tolerantTeacher):
    def assistance(d, r, outer, inner):
        heard = torch.where(d >= ${beta} * r, inner * (r - d), 0.0)
        return torch.where(d > r, outer * (d - r), heard).mean()
    def loss():
        d = (predictions - truth).abs()
        r, e = (toughTeacher - truth).abs(), (tolerantTeacher - truth).abs()
        main = torch.where(d <= e, 3 * d, d ** 2 + 3 * e - e ** 2).mean()
        return (2 * main + assistance(d, r, ${tough.outer}, ${tough.inner})
                + assistance(d, e, ${tolerant.outer}, ${tolerant.inner}))
    return value_and_gradient(loss, predictions)
`,
});
