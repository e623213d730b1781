import { nn, numpy as np, random } from "@jax-js/jax";
import { featureSeparationLoss, sratLoss } from "@offprint/methods/losses";
import { classBalancedWeights } from "@offprint/methods/training";

// Three classes, the last of them rare: 40, 40 and 4 examples.
const counts = [40, 40, 4];
const labels = np.array(
  Int32Array.from(counts.flatMap((count, label) => Array.from({ length: count }, () => label))),
);
const classWeights = classBalancedWeights(counts);
console.log("class weights:", await classWeights.ref.jsAsync());

// The further apart the classes, the smaller both parts of the loss.
const noise = random.normal(random.key(0), [84, 3]);
for (const distance of [0, 1, 4]) {
  const features = nn.oneHot(labels.ref, 3).mul(distance).add(noise.ref);
  const separation = await featureSeparationLoss(features.ref, labels.ref, { temperature: 0.1 }).jsAsync();
  const loss = await sratLoss(features.ref, features, labels.ref, classWeights.ref, { lambda: 1 }).jsAsync();
  console.log(`distance ${distance}: separation ${separation.toFixed(2)}, whole loss ${loss.toFixed(2)}`);
}
