import { type Array as EngineArray, nn, numpy as np } from "@jax-js/jax";
import { compSumLoss } from "@offprint/methods/losses";
import { pgdAttack } from "@offprint/methods/training";
import * as tf from "@tensorflow/tfjs-core";
import { defineCase } from "../benchCase.ts";
import { integers, normal, scaled, uniform } from "../inputs.ts";
import { compiled } from "../offprint.ts";
import { call, matMulByConstant } from "../peers/tfjs.ts";

const [pixels, hidden, classes] = [64, 64, 10];
const [epsilon, stepSize] = [0.1, 0.025];

export default defineCase({
  name: "pgdAttack",
  sizes: [
    { batch: 64, steps: 5 },
    { batch: 256, steps: 20 },
  ],
  inputs: ({ batch }, random) => ({
    x: uniform(random, [batch, pixels]),
    start: scaled(uniform(random, [batch, pixels]), epsilon),
    weights: scaled(normal(random, [pixels, hidden]), Math.sqrt(2 / pixels)),
    head: scaled(normal(random, [hidden, classes]), Math.sqrt(2 / hidden)),
    labels: integers(random, [batch], classes),
  }),
  offprint: ({ x, start, weights, head, labels }, { steps }) => {
    const attack = (...[input, initialPerturbation, w, v, y]: EngineArray[]) => {
      const loss = (attacked: EngineArray) => {
        const logits = np.matmul(nn.relu(np.matmul(attacked, w!.ref)), v!.ref);
        return compSumLoss(logits, y!.ref, { reduction: "none" });
      };
      const options = { epsilon, stepSize, steps, initialPerturbation: initialPerturbation! };
      const attacked = pgdAttack(loss, input!, options);
      for (const array of [w!, v!, y!]) array.dispose();
      return [attacked];
    };
    return compiled(attack, [x, start, weights, head, labels]);
  },
  tfjs: {
    backend: "wasm",
    call: ({ x, start, weights, head, labels }, { steps }) => {
      const [first, second] = [matMulByConstant(weights), matMulByConstant(head)];
      const gradient = tf.grad((attacked) => {
        const logits = second.apply(tf.relu(first.apply(attacked)));
        return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(labels as tf.Tensor1D, classes))));
      });
      const attack = () => {
        let attacked: tf.Tensor = tf.clipByValue(tf.add(x, start), 0, 1);
        for (let step = 0; step < steps; step++) {
          const moved = tf.add(attacked, tf.mul(tf.sign(gradient(attacked)), stepSize));
          const perturbation = tf.clipByValue(tf.sub(moved, x), -epsilon, epsilon);
          attacked = tf.clipByValue(tf.add(x, perturbation), 0, 1);
        }
        return [attacked];
      };
      return call(attack, [first.transposed, second.transposed]);
    },
  },
  torch: `
def make(x, start, weights, head, labels, steps):
    def call():
        attacked = (x + start).clamp(0, 1)
        for _ in range(steps):
            attacked.requires_grad_(True)
            logits = torch.relu(attacked @ weights) @ head
            loss = F.cross_entropy(logits, labels, reduction="sum")
            gradient, = torch.autograd.grad(loss, attacked)
            with torch.no_grad():
                perturbation = (attacked + ${stepSize} * gradient.sign() - x).clamp(-${epsilon}, ${epsilon})
                attacked = (x + perturbation).clamp(0, 1)
        return (attacked,)
    return call
`,
});
