import { uniformityLoss } from "@offprint/methods/metrics";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { matMul, normalizeRows, valueAndGradient } from "../peers/tfjs.ts";

const t = 2;

export default defineCase({
  name: "uniformityLoss",
  sizes: [
    { examples: 128, dimensions: 32 },
    { examples: 512, dimensions: 128 },
  ],
  inputs: ({ examples, dimensions }, random) => ({ embeddings: normal(random, [examples, dimensions]) }),
  offprint: ({ embeddings }) => compiledValueAndGradient((z) => uniformityLoss(z!, { t }), [embeddings]),
  tfjs: {
    backend: "wasm",
    call: ({ embeddings }, { examples }) => {
      const others = tf.sub(1, tf.eye(examples));
      return valueAndGradient(
        (z) => {
          const rows = normalizeRows(z!);
          const cosines = matMul(rows, tf.transpose(rows));
          const potentials = tf.exp(tf.mul(tf.sub(cosines, 1), 2 * t));
          return tf.log(tf.div(tf.sum(tf.mul(potentials, others)), examples * (examples - 1)));
        },
        [embeddings],
        [others],
      );
    },
  },
  torch: `
def make(embeddings):
    def loss():
        return torch.pdist(F.normalize(embeddings)).square().mul(-${t}).exp().mean().log()
    return value_and_gradient(loss, embeddings)
`,
});
