import { grad, jit, numpy as np, random } from "@jax-js/jax";
import { ensLoss } from "@offprint/methods/losses";

// The sign of the first of 20 inputs is the label; a tenth of the training labels are wrong.
const [trainKey, testKey, drawKey] = np.unstack(random.split(random.key(0), 3));
const inputs = random.normal(trainKey!, [100, 20]);
const truth = inputs.ref.slice([], 0).greater(0).astype(np.int32);
const isWrong = np.arange(100).mod(10).equal(0);
const labels = np.where(isWrong, truth.ref.neg().add(1), truth);

const step = jit((weights: np.Array, x: np.Array, y: np.Array, key: np.Array) => {
  const draws = random.normal(key, [100]); // fresh for every step: each has a loss of its own
  const slope = grad((w: np.Array) => ensLoss(np.matmul(x, w), y, draws))(weights.ref) as np.Array;
  return weights.sub(slope.mul(0.1));
});
let weights = np.zeros([20, 1]);
for (const key of random.split(drawKey!, 200)) weights = step(weights, inputs.ref, labels.ref, key);

const fresh = random.normal(testKey!, [1000, 20]);
const chosen = np.matmul(fresh.ref, weights).reshape([1000]).greater(0);
const share = await chosen.equal(fresh.slice([], 0).greater(0)).astype(np.float32).mean().jsAsync();
console.log(`${(100 * (share as number)).toFixed(1)} % of 1000 fresh inputs on the right side`);
