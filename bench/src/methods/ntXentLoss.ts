import { ntXentLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { matMul, normalizeRows, valueAndGradient } from "../peers/tfjs.ts";

const temperature = 0.5;

export default defineCase({
  name: "ntXentLoss",
  sizes: [
    { examples: 128, dimensions: 32 },
    { examples: 512, dimensions: 128 },
  ],
  inputs: ({ examples, dimensions }, random) => ({
    viewA: normal(random, [examples, dimensions]),
    viewB: normal(random, [examples, dimensions]),
  }),
  offprint: ({ viewA, viewB }) =>
    compiledValueAndGradient((a, b) => ntXentLoss(a!, b!, { temperature }), [viewA, viewB], 2),
  tfjs: {
    backend: "wasm",
    call: ({ viewA, viewB }, { examples }) => {
      const itself = tf.mul(tf.eye(2 * examples), 1e9);
      return valueAndGradient(
        (a, b) => {
          const [first, second] = [normalizeRows(a!), normalizeRows(b!)];
          const rows = tf.concat([first, second], 0);
          const logits = tf.sub(tf.div(matMul(rows, tf.transpose(rows)), temperature), itself);
          const attraction = tf.div(tf.sum(tf.mul(first, second), 1), temperature);
          return tf.sub(tf.mean(tf.logSumExp(logits, 1)), tf.mean(attraction));
        },
        [viewA, viewB],
        [itself],
      );
    },
  },
  torch: `
def make(viewA, viewB, examples):
    positives = torch.arange(2 * examples).roll(examples)
    itself = torch.eye(2 * examples, dtype=torch.bool)
    def loss():
        rows = F.normalize(torch.cat([viewA, viewB]))
        logits = (rows @ rows.T / ${temperature}).masked_fill(itself, float("-inf"))
        return F.cross_entropy(logits, positives)
    return value_and_gradient(loss, viewA, viewB)
`,
});
