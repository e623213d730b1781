import { dualHeadDistillationLoss } from "@offprint/methods/training";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { valueAndGradient } from "../peers/tfjs.ts";

const temperature = 2;

export default defineCase({
  name: "dualHeadDistillationLoss",
  sizes: [
    { batch: 64, classes: 10 },
    { batch: 1024, classes: 1000 },
  ],
  inputs: ({ batch, classes }, random) => ({
    logits: normal(random, [batch, classes]),
    auxLogits: normal(random, [batch, classes]),
    teacherLogits: normal(random, [batch, classes]),
    labels: integers(random, [batch], classes),
  }),
  offprint: ({ logits, auxLogits, teacherLogits, labels }) =>
    compiledValueAndGradient(
      (z, aux, t, y) => dualHeadDistillationLoss(z!, aux!, t!, y!, { temperature }),
      [logits, auxLogits, teacherLogits, labels],
      2,
    ),
  tfjs: {
    backend: "wasm",
    call: ({ logits, auxLogits, teacherLogits, labels }, { classes }) =>
      valueAndGradient(
        (z, aux) => {
          const ofLabel = tf.sum(tf.mul(tf.logSoftmax(z!), tf.oneHot(labels as tf.Tensor1D, classes)), 1);
          const difference = tf.div(tf.sub(aux!, teacherLogits), temperature);
          const both = tf.add(tf.softplus(difference), tf.softplus(tf.neg(difference)));
          const divergence = tf.sum(tf.sub(tf.div(both, 2), Math.log(2)), 1);
          return tf.sub(tf.mul(tf.mean(divergence), temperature ** 2), tf.mean(ofLabel));
        },
        [logits, auxLogits],
      ),
  },
  torch: `
def make(logits, auxLogits, teacherLogits, labels):
    def loss():
        difference = (auxLogits - teacherLogits) / ${temperature}
        both = F.softplus(difference) + F.softplus(-difference)
        divergence = (both / 2 - ${Math.log(2)}).sum(1).mean()
        return F.cross_entropy(logits, labels) + ${temperature ** 2} * divergence
    return value_and_gradient(loss, logits, auxLogits)
`,
});
