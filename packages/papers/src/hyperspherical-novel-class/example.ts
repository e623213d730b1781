import { numpy as np, random } from "@jax-js/jax";
import { addNovelClass, classPrototypes, hyperspherePredict } from "@offprint/methods/training";

// Embeddings of three classes: directions in the plane, with noise, and of very different lengths.
const angles = [0, 2, 4];
const embed = (label: number, count: number, seed: number) => {
  const [noiseKey, lengthKey] = np.unstack(random.split(random.key(seed), 2)) as [np.Array, np.Array];
  const direction = np.array([Math.cos(angles[label]!), Math.sin(angles[label]!)]);
  const lengths = np.exp(random.normal(lengthKey, [count, 1]));
  return random.normal(noiseKey, [count, 2]).mul(0.3).add(direction).mul(lengths);
};

// Two classes are known from twenty embeddings each, the third is added from three.
const known = np.concatenate([embed(0, 20, 1), embed(1, 20, 2)]);
const labels = np.array(Int32Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 1)));
const weight = addNovelClass(classPrototypes(known, labels, { numClasses: 2 }), embed(2, 3, 3));

for (const label of angles.keys()) {
  const prediction = hyperspherePredict(embed(label, 200, 10 + label), weight.ref);
  prediction.probabilities.dispose();
  const right = [...(await prediction.labels.data())].filter((answer) => answer === label).length;
  console.log(`class ${label}${label === 2 ? " (novel)" : ""}: ${right} of 200 right`);
}
