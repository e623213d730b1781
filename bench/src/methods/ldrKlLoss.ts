import { ldrKlLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { valueAndGradient } from "../peers/tfjs.ts";

const [lambda, margin] = [0.5, 0.1];

export default defineCase({
  name: "ldrKlLoss",
  sizes: [
    { batch: 64, classes: 10 },
    { batch: 1024, classes: 1000 },
  ],
  inputs: ({ batch, classes }, random) => ({
    logits: normal(random, [batch, classes]),
    labels: integers(random, [batch], classes),
  }),
  offprint: ({ logits, labels }) =>
    compiledValueAndGradient((z, y) => ldrKlLoss(z!, y!, { lambda, margin }), [logits, labels]),
  tfjs: {
    backend: "wasm",
    call: ({ logits, labels }, { classes }) =>
      valueAndGradient(
        (z) => {
          const isLabel = tf.oneHot(labels as tf.Tensor1D, classes);
          const positive = tf.softplus(z!);
          const scores = tf.div(positive, tf.mean(positive, 1, true));
          const ofLabel = tf.sum(tf.mul(scores, isLabel), 1, true);
          const violations = tf.add(tf.sub(scores, ofLabel), tf.mul(tf.sub(1, isLabel), margin));
          const sums = tf.logSumExp(tf.div(violations, lambda), 1);
          return tf.mean(tf.mul(tf.sub(sums, Math.log(classes)), lambda));
        },
        [logits],
      ),
  },
  torch: `
def make(logits, labels, classes):
    def loss():
        positive = F.softplus(logits)
        scores = positive / positive.mean(1, keepdim=True)
        of_label = scores.gather(1, labels[:, None])
        is_other = 1 - F.one_hot(labels, classes)
        violations = scores - of_label + ${margin} * is_other
        return (${lambda} * (torch.logsumexp(violations / ${lambda}, 1) - torch.log(torch.tensor(float(classes))))).mean()
    return value_and_gradient(loss, logits)
`,
});
