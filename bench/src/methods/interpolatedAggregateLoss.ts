import { interpolatedAggregateLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { normal, uniform } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { valueAndGradient } from "../peers/tfjs.ts";

const rho = 0.3;

export default defineCase({
  name: "interpolatedAggregateLoss",
  sizes: [
    { bags: 16, size: 8 },
    { bags: 4096, size: 16 },
  ],
  inputs: ({ bags, size }, random) => ({
    logits: normal(random, [bags, size]),
    targets: uniform(random, [bags]),
  }),
  offprint: ({ logits, targets }) =>
    compiledValueAndGradient(
      (f, y) => interpolatedAggregateLoss(f!, y!, { rho, loss: "logistic" }),
      [logits, targets],
    ),
  tfjs: {
    backend: "wasm",
    call: ({ logits, targets }, { size }) =>
      valueAndGradient(
        (f) => {
          const logOfMean = (logs: tf.Tensor) => tf.sub(tf.logSumExp(logs, 1), Math.log(size));
          const yes = logOfMean(tf.neg(tf.softplus(tf.neg(f!))));
          const no = logOfMean(tf.neg(tf.softplus(f!)));
          const ofBags = tf.neg(tf.add(tf.mul(targets, yes), tf.mul(tf.sub(1, targets), no)));
          const own = tf.sub(tf.softplus(f!), tf.mul(tf.expandDims(targets, 1), f!));
          return tf.mean(tf.add(tf.mul(ofBags, 1 - rho), tf.mul(tf.mean(own, 1), rho)));
        },
        [logits],
      ),
  },
  torch: `
def make(logits, targets, size):
    each = targets[:, None].expand_as(logits)
    log_size = torch.log(torch.tensor(float(size)))
    def loss():
        yes = torch.logsumexp(F.logsigmoid(logits), 1) - log_size
        no = torch.logsumexp(F.logsigmoid(-logits), 1) - log_size
        of_bags = -(targets * yes + (1 - targets) * no).mean()
        return ${1 - rho} * of_bags + ${rho} * F.binary_cross_entropy_with_logits(logits, each)
    return value_and_gradient(loss, logits)
`,
});
