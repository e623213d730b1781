import { jit, numpy as np, random, valueAndGrad } from "@jax-js/jax";
import { compSumLoss } from "@offprint/methods/losses";

// Two clusters in the plane; a quarter of the labels of the first are wrong.
const labels = np.array(Int32Array.from({ length: 200 }, (_, i) => (i < 100 && i % 4 > 0 ? 0 : 1)));
const centres = np.array(Array.from({ length: 200 }, (_, i) => (i < 100 ? [-1, 0] : [1, 0])));
const points = random.normal(random.key(0), [200, 2]).mul(0.7).add(centres);

// The larger tau, the less the wrong labels hold the classifier back.
for (const tau of [0.5, 1, 1.5]) {
  const step = jit((weights: np.Array, x: np.Array, y: np.Array) => {
    const [loss, slope] = valueAndGrad((w: np.Array) => compSumLoss(np.matmul(x, w), y, { tau }))(
      weights.ref,
    );
    loss.dispose();
    return weights.sub(slope.mul(0.5));
  });
  let weights = np.zeros([2, 2]);
  for (let i = 0; i < 300; i++) weights = step(weights, points.ref, labels.ref);
  const [[first, second]] = (await weights.jsAsync()) as [[number, number]];
  console.log(`tau ${tau}: scores part by ${(second - first).toFixed(2)} per unit between the clusters`);
}
