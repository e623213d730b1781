import { numpy as np, random } from "@jax-js/jax";
import { compSumLoss } from "@offprint/methods/losses";
import { compositionalWeights, projectedGradientAttack } from "@offprint/methods/training";

// A linear classifier, and eight points of which the last two lie on the wrong side.
const weights = np.array([[-2, 2], [0, 0]]); // prettier-ignore
const x = random.uniform(random.key(0), [8, 2]);
const labels = np.array(Int32Array.of(1, 1, 1, 1, 1, 1, 0, 0));
const lossOf = (points: np.Array) =>
  compSumLoss(np.matmul(points, weights.ref), labels.ref, { reduction: "none" });

const delta = projectedGradientAttack(lossOf, x.ref, { epsilon: 0.1, steps: 5, stepSize: 0.05 });
const losses = lossOf(x.add(delta));
console.log(
  "attacked losses:",
  (await losses.ref.jsAsync()).map((loss: number) => loss.toFixed(2)).join(" "),
);

// The smaller r, the more the worst examples weigh.
for (const r of [100, 1, 0.25]) {
  const reweighting = compositionalWeights({ r });
  const { weights: ofExamples } = reweighting.apply(losses.ref, reweighting.init());
  const shown = (await ofExamples.jsAsync()).map((weight: number) => weight.toFixed(2));
  console.log(`r = ${r}:`, shown.join(" "));
}
