import { ensLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { valueAndGradient } from "../peers/tfjs.ts";

const floor = 1e-6;

/** The derivatives at margins; `topk` is the only sort there is. */
function derivatives(margins: tf.Tensor1D, draws: tf.Tensor, batch: number): tf.Tensor {
  const ascending = (x: tf.Tensor) => tf.topk(tf.neg(x), batch);
  const ordered = tf.neg(ascending(tf.neg(tf.minimum(tf.exp(draws), 1))).values);
  const ranks = ascending(tf.cast(ascending(margins).indices, "float32")).indices;
  return tf.sub(tf.div(tf.gather(ordered, ranks), tf.maximum(margins, 1)), floor);
}

export default defineCase({
  name: "ensLoss",
  sizes: [{ batch: 128 }, { batch: 4096 }],
  inputs: ({ batch }, random) => ({
    logits: normal(random, [batch]),
    labels: integers(random, [batch], 2),
    draws: normal(random, [batch]),
  }),
  offprint: ({ logits, labels, draws }) =>
    compiledValueAndGradient((z, y, u) => ensLoss(z!, y!, u!), [logits, labels, draws]),
  tfjs: {
    backend: "wasm",
    call: ({ logits, labels, draws }, { batch }) => {
      const loss = tf.customGrad((z, save) => {
        const signs = tf.sub(tf.mul(tf.cast(labels, "float32"), 2), 1);
        const margins = tf.mul<tf.Tensor1D>(z as tf.Tensor1D, signs);
        const slopes = derivatives(margins, draws, batch);
        (save as tf.GradSaveFunc)([tf.div(tf.mul(slopes, signs), batch)]);
        return {
          value: tf.mean(tf.mul(slopes, margins)),
          gradFunc: (dy: tf.Tensor, [slope]: tf.Tensor[]) => tf.mul(dy, slope!),
        };
      });
      return valueAndGradient((z) => loss(z!), [logits]);
    },
  },
  torch: `
def make(logits, labels, draws):
    def loss():
        margins = (2 * labels - 1) * logits
        with torch.no_grad():
            ordered = draws.exp().neg().clamp(min=-1).sort().values
            slopes = torch.empty_like(ordered)
            slopes[margins.argsort()] = ordered
            slopes = torch.where(margins > 1, slopes / margins, slopes) - ${floor}
        return (slopes * margins).mean()
    return value_and_gradient(loss, logits)
`,
});
