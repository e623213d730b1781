import { positionalScores } from "@offprint/methods/selection";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { permutations } from "../inputs.ts";
import { plain } from "../offprint.ts";
import { call } from "../peers/tfjs.ts";

export default defineCase({
  name: "positionalScores",
  sizes: [
    { rankings: 100, items: 40 },
    { rankings: 5000, items: 40 },
  ],
  inputs: ({ rankings, items }, random) => ({ orders: permutations(random, [rankings, items]) }),
  offprint: ({ orders }) => plain(() => [positionalScores(orders.ref, { rule: "borda" })]),
  tfjs: {
    backend: "wasm",
    call: ({ orders }, { rankings, items }) =>
      call(() => {
        const weights = tf.tile(tf.range(items - 1, -1, -1), [rankings]);
        return [tf.bincount(tf.reshape(orders, [-1]), weights, items)];
      }),
  },
  torch: `
def make(orders, rankings, items):
    def call():
        weights = torch.arange(items - 1, -1, -1.0).repeat(rankings)
        return (torch.bincount(orders.flatten(), weights, items),)
    return call
`,
});
