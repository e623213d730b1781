import { type Array, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { applyUpdates, dctAdamW } from "@offprint/methods/optimizers";

// Fit a 32 × 16 matrix to noisy examples, with Adam's moments on 4 DCT columns instead of all 16.
const [inputKey, targetKey, noiseKey] = np.unstack(random.split(random.key(0), 3)) as [Array, Array, Array];
const inputs = random.normal(inputKey, [256, 16]);
const truth = random.normal(targetKey, [32, 16]);
const outputs = np.matmul(inputs.ref, truth.transpose()).add(random.normal(noiseKey, [256, 32]).mul(0.1));
const loss = ({ weights }: { weights: Array }) =>
  np.square(np.matmul(inputs.ref, weights.transpose()).sub(outputs.ref)).mean();

const optimizer = dctAdamW({ learningRate: 0.05, rank: 4 });
let params = { weights: np.zeros([32, 16]) };
let state = optimizer.init(tree.ref(params));
for (let step = 0; step <= 200; step++) {
  const [value, gradient] = valueAndGrad(loss)(tree.ref(params)) as [Array, typeof params];
  if (step % 50 === 0) console.log(`step ${step}: loss ${(await value.data())[0]!.toFixed(3)}`);
  else value.dispose();
  const [updates, next] = optimizer.update(gradient, state, tree.ref(params));
  [params, state] = [applyUpdates(params, updates), next];
}
console.log("columns in use:", await (state.layers[0] as { indices: Array }).indices.jsAsync());
