import { numpy as np, random, valueAndGrad } from "@jax-js/jax";
import { ntXentLoss } from "@offprint/methods/losses";
import { uniformityLoss } from "@offprint/methods/metrics";
import { negativePenalties } from "@offprint/methods/theory";

// One anchor: its positive, then a near, a middling and a far negative.
const similarities = np.array([[0.9, 0.7, 0.2, -0.5]]);
for (const temperature of [0.07, 0.3, 1]) {
  const [shares]: number[][] = await negativePenalties(similarities.ref, { temperature }).jsAsync();
  const [, ...negatives] = shares!.map((share) => `${(100 * share).toFixed(1)} %`);
  console.log(`τ = ${temperature}: the push goes ${negatives.join(", ")}`);
}

// Two views of 64 examples, embedded in 16 dimensions; the second is a noisy copy of the first.
const [keyA, keyB] = np.unstack(random.split(random.key(0))) as [np.Array, np.Array];
const viewA = random.normal(keyA, [64, 16]);
const viewB = viewA.ref.add(random.normal(keyB, [64, 16]).mul(0.5));
const loss = (a: np.Array) => ntXentLoss(a, viewB.ref, { temperature: 0.2, hardFraction: 0.25 });
const [value, gradient] = valueAndGrad(loss)(viewA.ref) as [np.Array, np.Array];
console.log(`loss ${(await value.jsAsync()).toFixed(3)}, gradient of shape [${gradient.shape}]`);
console.log(`uniformity ${(await uniformityLoss(viewA).jsAsync()).toFixed(2)}`);
