import { numpy as np, random } from "@jax-js/jax";
import { selectMultiwinner, utilityRankings } from "@offprint/methods/selection";

// 200 judges see the qualities of ten candidates with noise, and rank the last five lower than they are.
const qualities = np.array([0.9, 0.2, -0.4, -1.1, 0.5, 1.2, 0.7, -0.3, -0.8, 0.1]);
const utilities = random.normal(random.key(1), [200, 10]).add(qualities);
const rankings = utilityRankings(utilities, [5, 6, 7, 8, 9], { bias: 2 });

const free = selectMultiwinner(rankings.ref, { k: 4, rule: "borda" });
const fair = selectMultiwinner(rankings, {
  k: 4,
  rule: "borda",
  groups: np.array(Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1)),
  lowerBounds: [0, 2],
});
console.log("panel without a guarantee:", free.subset.join(", "));
console.log("with two seats guaranteed:", fair.subset.join(", "), "(the truly best four are 5, 0, 6, 4)");
