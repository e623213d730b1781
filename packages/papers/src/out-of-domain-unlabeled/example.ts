import { numpy as np, random } from "@jax-js/jax";
import { gmmLinearRisk } from "@offprint/methods/theory";
import { trainRssLinear } from "@offprint/methods/training";

// Two clouds around ±mean in 50 dimensions: six points with a label, four thousand without.
const mean = np.full([50], 0.25);
const signs = (count: number) => np.array(Int32Array.from({ length: count }, (_, i) => (i % 2 ? 1 : -1)));
const cloud = (seed: number, count: number) => {
  const centres = signs(count).astype(np.float32).reshape([count, 1]).mul(mean.ref);
  return random.normal(random.key(seed), [count, 50]).add(centres);
};

for (const lambda of [0, 10]) {
  const options = { gamma: 0.1, gammaPrime: 0.3, lambda, steps: 100, learningRate: 1 };
  const { theta } = trainRssLinear(cloud(1, 6), signs(6), cloud(2, 4000), options);
  const errors = gmmLinearRisk(theta, mean.ref, { sigma: 1 });
  console.log(`lambda ${lambda}: ${(100 * errors).toFixed(1)} % errors`);
}
