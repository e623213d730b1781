import { numpy as np } from "@jax-js/jax";
import { loadDigits, rng } from "@offprint/datasets";
import type { Values } from "./controls.ts";

/** Separable examples on the host. */
export interface Examples {
  /** [count, dim], row by row. */
  features: Float64Array<ArrayBuffer>;
  /** −1 or 1, [count]. */
  labels: Float64Array<ArrayBuffer>;
  count: number;
  dim: number;
  /** The longest example's length and a margin that some separator has, where one is known. */
  geometry?: { radius: number; margin: number };
}

/** The examples that the settings ask for; only those drawn at random depend on the seed. */
export async function examplesOf(
  { data, examples, margin, dimensions }: Values,
  seed: number,
): Promise<Examples> {
  const count = Math.round(examples);
  if (data === "lowerBound") return lowerBoundExamples(count);
  if (data === "ball") return sphereExamples({ count, margin, dim: dimensions, seed });
  return digitPair(3, 8);
}

/** The paper's worst case: a single example of class 1 against count − 1 equal ones of class −1. */
export function lowerBoundExamples(count: number): Examples {
  const features = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) features.set([i === 0 ? 0.5 : -0.5, -1], 2 * i);
  const labels = Float64Array.from({ length: count }, (_, i) => (i === 0 ? 1 : -1));
  return { features, labels, count, dim: 2, geometry: { radius: Math.sqrt(1.25), margin: 0.5 } };
}

/**
 * Directions at random, labelled by the side of a random plane through 0 that they are on; those nearer to it than
 * `margin` are drawn again.
 */
export function sphereExamples(options: {
  count: number;
  margin: number;
  dim: number;
  seed: number;
}): Examples {
  const { count, margin, dim, seed } = options;
  const stream = rng(seed);
  const direction = () => {
    const row = stream.normals(dim);
    const length = Math.hypot(...row);
    return row.map((x) => x / length);
  };
  const normal = direction();
  const features = new Float64Array(count * dim);
  const labels = new Float64Array(count);
  for (let i = 0; i < count;) {
    const row = direction();
    const height = row.reduce((sum, x, j) => sum + x * normal[j]!, 0);
    if (Math.abs(height) < margin) continue;
    features.set(row, i * dim);
    labels[i++] = Math.sign(height);
  }
  return { features, labels, count, dim, geometry: { radius: 1, margin } };
}

/** All images of two digits, pixels in [0, 1]; the first is class 1. */
async function digitPair(first: number, second: number): Promise<Examples> {
  const { data, labels } = await loadDigits();
  const chosen = [...labels.keys()].filter((i) => labels[i] === first || labels[i] === second);
  const dim = data.length / labels.length;
  return {
    features: Float64Array.from(chosen.flatMap((i) => [...data.subarray(i * dim, (i + 1) * dim)])),
    labels: Float64Array.from(chosen, (i) => (labels[i] === first ? 1 : -1)),
    count: chosen.length,
    dim,
  };
}

/** The examples as float64 arrays of the engine, which the caller disposes. */
export function toArrays({ features, labels, count, dim }: Examples) {
  return { features: np.array(features).reshape([count, dim]), labels: np.array(labels) };
}

/** One example as a list. */
export function rowOf({ features, dim }: Examples, index: number): number[] {
  return [...features.subarray(index * dim, (index + 1) * dim)];
}
