import { type Array, grad, numpy as np, random } from "@jax-js/jax";
import { normalizedMeanError } from "@offprint/methods/metrics";
import { landmarkKdLoss, softLandmarks } from "@offprint/methods/training";

// 200 faces of four points that move together, and a little on their own: [200, 8].
const noise = (key: number, scale: number) => random.normal(random.key(key), [200, 8]).mul(scale);
const moods = np.matmul(random.normal(random.key(0), [200, 2]), random.normal(random.key(1), [2, 8]));
const middle = np.array([-0.2, -0.2, 0.2, -0.2, -0.1, 0.2, 0.1, 0.2]);
const landmarks = middle.add(moods.mul(0.03)).add(noise(2, 0.01));

const soft = softLandmarks(landmarks.ref, { explainedVariance: 0.9 });
console.log(`${soft.components} shape components hold 90 % of the variance`);

// Teachers that miss their targets by a little, and a student that misses the truth by more.
const [tough, tolerant] = [landmarks.ref.add(noise(3, 0.01)), soft.value.add(noise(4, 0.01))];
let student = landmarks.ref.add(noise(5, 0.05));
const loss = (p: Array) => landmarkKdLoss(p, landmarks.ref, tough.ref, tolerant.ref).value;
for (let step = 0; step <= 60; step++) {
  if (step % 20 === 0) {
    const error = normalizedMeanError(student.ref, landmarks.ref, { left: 0, right: 1 });
    console.log(`step ${step}: NME ${(await error.jsAsync()).toFixed(2)} %`);
  }
  student = student.ref.sub(grad(loss)(student).mul(0.5));
}
