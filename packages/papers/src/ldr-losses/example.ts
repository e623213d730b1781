import { type Array, jit, numpy as np, random, valueAndGrad } from "@jax-js/jax";
import { aldrKlLoss } from "@offprint/methods/losses";

// Two clusters in the plane; every fifth label is wrong.
const truth = (i: number) => (i < 100 ? 0 : 1);
const labels = np.array(Int32Array.from({ length: 200 }, (_, i) => (i % 5 > 0 ? truth(i) : 1 - truth(i))));
const centres = np.array(globalThis.Array.from({ length: 200 }, (_, i) => [truth(i) * 2 - 1, 0]));
const points = random.normal(random.key(0), [200, 2]).mul(0.4).add(centres);
const everyone = np.arange(0, 200, 1, { dtype: np.int32 });

const loss = aldrKlLoss({ lambda0: 1, normalize: "none" });
const step = jit((weights: Array, lambda: Array, x: Array, y: Array, indices: Array) => {
  const lossOf = (w: Array): [Array, { lambda: Array }] => {
    const { value, state } = loss.apply(np.matmul(x, w), y, indices, { lambda });
    return [value, state];
  };
  const [[value, state], slope] = valueAndGrad(lossOf, { hasAux: true })(weights.ref);
  value.dispose();
  return { weights: weights.sub(slope.mul(0.5)), ...state };
});
let { weights, lambda } = { weights: np.zeros([2, 2]), ...loss.init(200) };
for (let i = 0; i < 100; i++)
  ({ weights, lambda } = step(weights, lambda, points.ref, labels.ref, everyone.ref));
console.log(`lambda fell from 1 to ${await lambda.ref.min().jsAsync()} where the model is surest`);
console.log(`and only to ${await lambda.max().jsAsync()} where it is least sure`);
