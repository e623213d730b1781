import { type Array, grad, numpy as np, random } from "@jax-js/jax";
import { optimisticOmd, seaEnvironment } from "@offprint/methods/online";

// A stream of losses ½‖x − target‖² whose targets scatter about (0.5, 0.1) and (0.5, −0.1) in turn.
const key = random.key(1);
const { centers, targets } = seaEnvironment({
  kind: "noisyQuadratic",
  dim: 2,
  horizon: 500,
  noise: 0.3,
  swing: 0.1,
  key,
});
centers.dispose();

const learner = optimisticOmd({ domain: { radius: 1 }, gradientBound: 3, smoothness: 1 });
let state = learner.init(2);
for (const target of np.unstack(targets)) {
  const loss = (x: Array) => np.square(x.sub(target)).sum().mul(0.5);
  state = learner.update(state, grad(loss)(learner.play(state)) as Array);
}
const [x, y] = learner.playValues(state) as [number, number];
console.log(`after ${state.step} rounds the learner plays (${x.toFixed(2)}, ${y.toFixed(2)})`);
console.log(`its step size is now ${learner.stepSize(state).toFixed(3)}`);
