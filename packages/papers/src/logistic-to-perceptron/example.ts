import { numpy as np } from "@jax-js/jax";
import {
  batchPerceptron,
  logisticGd,
  runUntilSeparated,
  type SeparationRun,
} from "@offprint/methods/optimizers";

// One hard example against 999 equal ones.
const [n, dtype] = [1000, np.float64];
const sides = Array.from({ length: n }, (_, i) => (i === 0 ? 1 : -1));
const features = np.array(sides.map((side) => [side / 2, -1]), { dtype }); // prettier-ignore
const labels = np.array(sides, { dtype });

const report = (name: string, { steps, theta, losses }: SeparationRun) => {
  console.log(`${name}: separated after ${steps} updates, at a loss of ${losses.at(-1)!.toPrecision(3)}`);
  theta.dispose();
};

const limit = { maxSteps: 10_000 };
for (const normalized of [false, true]) {
  for (const stepSize of [1, 100]) {
    const rule = logisticGd({ stepSize, normalized });
    const name = `${normalized ? "normalized" : "gradient descent"}, step ${stepSize}`;
    report(name, runUntilSeparated(rule, features.ref, labels.ref, limit));
  }
}
report("batch perceptron", runUntilSeparated(batchPerceptron(), features, labels, limit));
