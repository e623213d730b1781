import { type Array, jit, numpy as np, random, valueAndGrad } from "@jax-js/jax";
import { dualHeadDistillationLoss } from "@offprint/methods/training";

// Features of 200 examples, a teacher's logits for them, and noisy labels drawn from the teacher.
const features = random.normal(random.key(0), [200, 8]);
const teacherLogits = np.matmul(features.ref, random.normal(random.key(1), [8, 3]).mul(2));
const labels = np.argmax(teacherLogits.ref.add(random.gumbel(random.key(2), [200, 3]).mul(4)), 1);

type Heads = { main: Array; auxiliary: Array };
const step = jit((heads: Heads, x: Array, t: Array, y: Array) => {
  const objective = ({ main, auxiliary }: Heads) =>
    dualHeadDistillationLoss(np.matmul(x.ref, main), np.matmul(x.ref, auxiliary), t.ref, y.ref);
  const [loss, slope] = valueAndGrad(objective)({ main: heads.main.ref, auxiliary: heads.auxiliary.ref });
  return { loss, main: heads.main.sub(slope.main), auxiliary: heads.auxiliary.sub(slope.auxiliary) };
});

let heads: Heads = { main: np.zeros([8, 3]), auxiliary: np.zeros([8, 3]) };
for (let i = 0; i <= 100; i++) {
  const { loss, ...next } = step(heads, features.ref, teacherLogits.ref, labels.ref);
  heads = next;
  if (i % 25 === 0)
    console.log(`step ${i}: labels and logits together cost ${(await loss.jsAsync()).toFixed(3)}`);
  else loss.dispose();
}
