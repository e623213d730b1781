import { numpy as np, random, valueAndGrad } from "@jax-js/jax";
import { diffSort, grocoLoss } from "@offprint/methods/losses";

// Three scores, sorted softly: the steeper, the closer to 1, 2, 3.
for (const steepness of [1, 10, 1000]) {
  const { value, permutation } = diffSort(np.array([[3, 1, 2]]), { steepness });
  const [sorted]: number[][] = await value.jsAsync();
  const chances: number[] = await permutation.reshape([9]).slice([0, 3]).jsAsync();
  const inWords = (values: number[]) => values.map((x) => x.toFixed(2)).join(", ");
  console.log(`steepness ${steepness}: ${inWords(sorted!)}; 3 gets ranks 1 to 3: ${inWords(chances)}`);
}

// Three views of 64 examples, embedded in 16 dimensions: noisy copies of one another.
const [keyA, keyB] = np.unstack(random.split(random.key(0))) as [np.Array, np.Array];
const embeddings = random.normal(keyA, [1, 64, 16]).add(random.normal(keyB, [3, 64, 16]).mul(0.5));
const loss = (views: np.Array) => grocoLoss(views, { topK: 10 });
const [cost, gradient] = valueAndGrad(loss)(embeddings) as [np.Array, np.Array];
console.log(`loss ${(await cost.jsAsync()).toFixed(3)}, gradient of shape [${gradient.shape}]`);
