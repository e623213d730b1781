import { negativePenalties } from "@offprint/methods/theory";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { scaled, uniform } from "../inputs.ts";
import { compiled } from "../offprint.ts";
import { call } from "../peers/tfjs.ts";

const temperature = 0.3;

export default defineCase({
  name: "negativePenalties",
  sizes: [
    { anchors: 128, keys: 128 },
    { anchors: 1024, keys: 1024 },
  ],
  inputs: ({ anchors, keys }, random) => ({ similarities: scaled(uniform(random, [anchors, keys]), 0.9) }),
  offprint: ({ similarities }) => compiled((s) => [negativePenalties(s!, { temperature })], [similarities]),
  tfjs: {
    backend: "wasm",
    call: ({ similarities }, { anchors, keys }) => {
      const positives = tf.mul(tf.eye(anchors, keys), 1e9);
      const penalties = () => [tf.softmax(tf.sub(tf.div(similarities, temperature), positives))];
      return call(penalties, [positives]);
    },
  },
  torch: `
def make(similarities, anchors, keys):
    positives = torch.eye(anchors, keys, dtype=torch.bool)
    def call():
        logits = (similarities / ${temperature}).masked_fill(positives, float("-inf"))
        return (torch.softmax(logits, 1),)
    return call
`,
});
