import { klDroLoss } from "@offprint/methods/losses";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { normal, scaled } from "../inputs.ts";
import { compiledValueAndGradient } from "../offprint.ts";
import { valueAndGradient } from "../peers/tfjs.ts";

const r = 0.5;

export default defineCase({
  name: "klDroLoss",
  sizes: [{ examples: 64 }, { examples: 65_536 }],
  inputs: ({ examples }, random) => ({ losses: scaled(normal(random, [examples]), 2) }),
  offprint: ({ losses }) => compiledValueAndGradient((l) => klDroLoss(l!, { r }), [losses]),
  tfjs: {
    backend: "wasm",
    call: ({ losses }, { examples }) =>
      valueAndGradient((l) => tf.mul(tf.sub(tf.logSumExp(tf.div(l!, r)), Math.log(examples)), r), [losses]),
  },
  torch: `
def make(losses):
    count = losses.shape[0]
    def loss():
        return ${r} * (torch.logsumexp(losses / ${r}, 0) - torch.log(torch.tensor(float(count))))
    return value_and_gradient(loss, losses)
`,
});
