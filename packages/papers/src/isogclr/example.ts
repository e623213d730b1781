import { type Array, jit, numpy as np, random, valueAndGrad } from "@jax-js/jax";
import { isogclr, type IsogclrState } from "@offprint/methods/losses";

// Embeddings of 32 examples: the first 8 are alike, all others stand alone. The other view is a noisy copy.
const [keyA, keyB] = np.unstack(random.split(random.key(0))) as [Array, Array];
const isAlike = np.arange(32).less(8).reshape([-1, 1]);
let embeddings = random.normal(keyA, [32, 8]).add(np.where(isAlike, 2, 0));
const noise = random.normal(keyB, [32, 8]).mul(0.3);

const loss = isogclr({ rho: 0.5 });
const step = jit((viewA: Array, viewB: Array, index: Array, state: IsogclrState) => {
  const valueOf = (a: Array): [Array, IsogclrState] => {
    const next = loss.apply({ viewA: a, viewB, index }, state);
    return [next.value, next.state];
  };
  return valueAndGrad(valueOf, { hasAux: true })(viewA) as [[Array, IsogclrState], Array];
});
let state = loss.init(32);
for (let i = 0; i < 200; i++) {
  const result = step(
    embeddings.ref,
    embeddings.ref.add(noise.ref),
    np.arange(0, 32, 1, { dtype: np.int32 }),
    state,
  );
  [embeddings, state] = [embeddings.sub(result[1].mul(0.02)), result[0][1]];
}
const temperatures: number[] = await state.tau.jsAsync();
const mean = (values: number[]) => (values.reduce((sum, x) => sum + x) / values.length).toFixed(3);
console.log(
  `mean temperature: alike ${mean(temperatures.slice(0, 8))}, alone ${mean(temperatures.slice(8))}`,
);
