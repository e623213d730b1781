import { amclLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { normal, uniform } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { matMul, normalizeRows, type Tensor, valueAndGradient } from "../peers/tfjs.ts";

const beta = 0.1;

export default defineCase({
  name: "amclLoss",
  sizes: [
    { heads: 3, examples: 64, dimensions: 32 },
    { heads: 3, examples: 256, dimensions: 128 },
  ],
  inputs: ({ heads, examples, dimensions }, random) => {
    const { shape, values } = uniform(random, [heads, 2 * examples, 2 * examples]);
    return {
      viewA: normal(random, [heads, examples, dimensions]),
      viewB: normal(random, [heads, examples, dimensions]),
      tau: { shape, values: values.map((share) => 0.05 + 0.45 * share) },
    };
  },
  offprint: ({ viewA, viewB, tau }) =>
    compiledValueAndGradient((a, b, t) => amclLoss(a!, b!, t!, { beta }), [viewA, viewB, tau], 3),
  tfjs: {
    backend: "wasm",
    call: ({ viewA, viewB, tau }, { examples, dimensions }) => {
      const rows = 2 * examples;
      const itself = tf.eye(rows);
      const far = tf.mul(itself, 1e9);
      const positive = tf.tensor2d(
        Float32Array.from({ length: rows * rows }, (_, at) =>
          (Math.floor(at / rows) + examples) % rows === at % rows ? 1 : 0,
        ),
        [rows, rows],
      );
      const headLoss = (a: Tensor, b: Tensor, t: Tensor) => {
        const embeddings = normalizeRows(tf.concat([a, b], 0));
        const similarities = matMul(embeddings, tf.transpose(embeddings));
        const omega = tf.add(tf.mul(tf.log(t), dimensions / 2), tf.div(1, t));
        const scores = tf.sub(tf.div(similarities, t), tf.mul(omega, beta));
        const attraction = tf.sum(tf.mul(scores, positive), 1);
        return tf.mean(tf.sub(tf.logSumExp(tf.sub(scores, far), 1), attraction));
      };
      return valueAndGradient(
        (a, b, t) => {
          const [ofA, ofB, ofTau] = [tf.unstack(a!), tf.unstack(b!), tf.unstack(t!)];
          return tf.addN(ofA.map((head, c) => headLoss(head, ofB[c]!, ofTau[c]!)));
        },
        [viewA, viewB, tau],
        [itself, far, positive],
      );
    },
  },
  torch: `
def make(viewA, viewB, tau, heads, examples, dimensions):
    positives = torch.arange(2 * examples).roll(examples).repeat(heads)
    itself = torch.eye(2 * examples, dtype=torch.bool)
    def loss():
        rows = F.normalize(torch.cat([viewA, viewB], 1), dim=-1)
        omega = dimensions / 2 * torch.log(tau) + 1 / tau
        scores = rows @ rows.transpose(1, 2) / tau - ${beta} * omega
        logits = scores.masked_fill(itself, float("-inf")).reshape(-1, 2 * examples)
        return heads * F.cross_entropy(logits, positives)
    return value_and_gradient(loss, viewA, viewB, tau)
`,
});
