import { numpy as np, random, valueAndGrad } from "@jax-js/jax";
import { icnnLoss } from "@offprint/methods/losses";
import { icnnScore } from "@offprint/methods/metrics";

// Thirty points of the plane, three classes in a heap.
const labels = np.array(Int32Array.from({ length: 30 }, (_, i) => i % 3));
const centres = np.array(Array.from({ length: 30 }, (_, i) => [i % 3, (i % 3) % 2]));
let points = random.normal(random.key(1), [30, 2]).add(centres);
const options = { k: 4, window: 10 };

// Down the gradient, each point moves to its own kind and off the nearest strangers.
const loss = valueAndGrad((x: np.Array) => icnnLoss(x, labels.ref, options));
for (let step = 0; step <= 150; step++) {
  const [value, slope] = loss(points.ref) as [np.Array, np.Array];
  if (step % 50 === 0) {
    const score: number = await icnnScore(points.ref, labels.ref, options).jsAsync();
    console.log(`step ${step}: loss ${(await value.ref.jsAsync()).toFixed(3)}, score ${score.toFixed(3)}`);
  }
  value.dispose();
  points = points.sub(slope.mul(3));
}
