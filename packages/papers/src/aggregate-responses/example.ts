import { numpy as np, random } from "@jax-js/jax";
import { aggregateLeastSquares } from "@offprint/methods/training";

// 400 people with 20 features each; only the mean response of every ten is known.
const [people, dim, bagSize] = [400, 20, 10];
const [forFeatures, forNoise] = np.unstack(random.split(random.key(1), 2)) as [np.Array, np.Array];
const features = random.normal(forFeatures, [people, dim]);
const truth = np.full([dim], 1 / Math.sqrt(dim));
const responses = np.matmul(features.ref, truth.ref).add(random.normal(forNoise, [people]));
const bagMeans = responses.reshape([people / bagSize, bagSize]).mean(1);

// Bag level, something between, instance level.
for (const rho of [0, 0.05, 1]) {
  const theta = aggregateLeastSquares(features.ref, bagMeans.ref, { bagSize, rho });
  const error = await np.square(theta.sub(truth.ref)).sum().jsAsync();
  console.log(`rho ${rho}: squared distance to the truth ${error.toFixed(2)}`);
}
