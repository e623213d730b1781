import { type Array, jit, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { adaptiveTemperature, amclLoss, type TemperatureLayer } from "@offprint/methods/losses";

// Two views of 16 examples in 2 heads, and the layer that gives each pair its temperature.
const [keyA, keyB, keyW] = np.unstack(random.split(random.key(0), 3)) as [Array, Array, Array];
const viewA = random.normal(keyA, [2, 16, 8]);
const viewB = viewA.ref.add(random.normal(keyB, [2, 16, 8]).mul(0.5));
let layer: TemperatureLayer = { weight: random.normal(keyW, [8, 8]).mul(0.3), bias: np.zeros([8]) };

const temperatures = (weights: TemperatureLayer, a: Array, b: Array) => {
  const rows = np.unstack(np.concatenate([a, b], 1)); // [32, 8] of each head
  const tau = rows.map((z) => adaptiveTemperature(z.ref, z, tree.ref(weights)));
  tree.dispose(weights);
  return np.stack(tau);
};
const loss = (weights: TemperatureLayer, a: Array, b: Array) =>
  amclLoss(a.ref, b.ref, temperatures(weights, a, b));

const step = jit((weights: TemperatureLayer, a: Array, b: Array) => valueAndGrad(loss)(weights, a, b));
for (let i = 0; i <= 200; i++) {
  const [value, slope] = step(tree.ref(layer), viewA.ref, viewB.ref) as [Array, TemperatureLayer];
  if (i % 100 === 0) console.log(`step ${i}: loss ${(await value.ref.jsAsync()).toFixed(3)}`);
  value.dispose();
  layer = { weight: layer.weight.sub(slope.weight.mul(0.1)), bias: layer.bias.sub(slope.bias.mul(0.1)) };
}
