import { robustContrastiveLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { normal, uniform } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { matMul, normalizeRows, valueAndGradient } from "../peers/tfjs.ts";

const rho = 0.3;

/** Added to every temperature: below, exponentials would be nearly one-hot. */
const lowest = 0.05;

export default defineCase({
  name: "robustContrastiveLoss",
  sizes: [
    { examples: 128, dimensions: 32 },
    { examples: 512, dimensions: 128 },
  ],
  inputs: ({ examples, dimensions }, random) => ({
    viewA: normal(random, [examples, dimensions]),
    viewB: normal(random, [examples, dimensions]),
    spread: uniform(random, [examples]),
  }),
  offprint: ({ viewA, viewB, spread }) =>
    compiledValueAndGradient(
      (a, b, x) => robustContrastiveLoss(a!, b!, x!.add(lowest), { rho }),
      [viewA, viewB, spread],
      3,
    ),
  tfjs: {
    backend: "wasm",
    call: ({ viewA, viewB, spread }, { examples }) => {
      const excluded = tf.mul(tf.tile(tf.eye(examples), [2, 2]), 1e9);
      return valueAndGradient(
        (a, b, x) => {
          const [first, second] = [normalizeRows(a!), normalizeRows(b!)];
          const rows = tf.concat([first, second], 0);
          const tau = tf.tile(tf.add(x!, lowest), [2]);
          const similarities = matMul(rows, tf.transpose(rows));
          const logits = tf.sub(tf.div(similarities, tf.reshape(tau, [-1, 1])), excluded);
          const logMeans = tf.sub(tf.logSumExp(logits, 1), Math.log(2 * examples - 2));
          const attraction = tf.mul(tf.sum(tf.mul(first, second)), 2);
          return tf.div(tf.sub(tf.sum(tf.mul(tau, tf.add(logMeans, rho))), attraction), examples);
        },
        [viewA, viewB, spread],
        [excluded],
      );
    },
  },
  torch: `
def make(viewA, viewB, spread, examples):
    excluded = torch.eye(examples, dtype=torch.bool).repeat(2, 2)
    def loss():
        a, b = F.normalize(viewA), F.normalize(viewB)
        rows, tau = torch.cat([a, b]), (spread + ${lowest}).repeat(2)
        logits = (rows @ rows.T / tau[:, None]).masked_fill(excluded, float("-inf"))
        log_means = torch.logsumexp(logits, 1) - torch.tensor(2.0 * examples - 2).log()
        return ((tau * (log_means + ${rho})).sum() - 2 * (a * b).sum()) / examples
    return value_and_gradient(loss, viewA, viewB, spread)
`,
});
