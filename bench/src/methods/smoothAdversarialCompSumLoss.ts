import { smoothAdversarialCompSumLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { valueAndGradient } from "../peers/tfjs.ts";

const [rho, nu] = [0.5, 0.5];

export default defineCase({
  name: "smoothAdversarialCompSumLoss",
  sizes: [
    { batch: 64, classes: 10 },
    { batch: 1024, classes: 1000 },
  ],
  inputs: ({ batch, classes }, random) => ({
    logits: normal(random, [batch, classes]),
    advLogits: normal(random, [batch, classes]),
    labels: integers(random, [batch], classes),
  }),
  offprint: ({ logits, advLogits, labels }) =>
    compiledValueAndGradient(
      (h, adv, y) => smoothAdversarialCompSumLoss(h!, adv!, y!, { rho, nu }),
      [logits, advLogits, labels],
      2,
    ),
  tfjs: {
    backend: "wasm",
    call: ({ logits, advLogits, labels }, { classes }) =>
      valueAndGradient(
        (h, adv) => {
          const mask = tf.oneHot(labels as tf.Tensor1D, classes);
          const clean = tf.neg(tf.sum(tf.mul(tf.logSoftmax(tf.div(h!, rho)), mask), 1));
          const change = tf.sub(adv!, h!);
          const ofLabel = tf.sum(tf.mul(change, mask), 1, true);
          const moved = tf.sqrt(tf.add(tf.sum(tf.square(tf.sub(ofLabel, change)), 1), 1e-12));
          return tf.mean(tf.add(clean, tf.mul(moved, nu)));
        },
        [logits, advLogits],
      ),
  },
  torch: `
def make(logits, advLogits, labels):
    def loss():
        clean = F.cross_entropy(logits / ${rho}, labels, reduction="none")
        change = advLogits - logits
        of_label = change.gather(1, labels[:, None])
        moved = torch.sqrt((of_label - change).square().sum(1) + 1e-12)
        return (clean + ${nu} * moved).mean()
    return value_and_gradient(loss, logits, advLogits)
`,
});
