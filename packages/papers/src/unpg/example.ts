import { numpy as np, random } from "@jax-js/jax";
import { unpgLoss, whiskerFilter } from "@offprint/methods/losses";

// Embeddings of eight classes around random directions, and class weights that point the same ways.
const [weightKey, noiseKey] = np.unstack(random.split(random.key(1), 2)) as [np.Array, np.Array];
const weight = random.normal(weightKey, [8, 16]);
const embeddings = np.tile(weight.ref, [4, 1]).add(random.normal(noiseKey, [32, 16]).mul(0.5));
const labels = np.array(Int32Array.from({ length: 32 }, (_, i) => i % 8));

for (const head of ["cosface", "arcface"] as const) {
  for (const negativePairs of [false, true]) {
    const loss = unpgLoss(embeddings.ref, labels.ref, weight.ref, { head, scale: 16, negativePairs });
    console.log(`${head}, ${negativePairs ? "with pairs" : "alone"}: ${(await loss.jsAsync()).toFixed(3)}`);
  }
}

// What the filter makes of similarities with one that is too good to be true.
const kept: boolean[] = await whiskerFilter(np.array([0.1, -0.05, 0.2, 0.02, 0.12, 0.97])).jsAsync();
console.log(`kept: ${kept.join(", ")}`);
