import { type Array, numpy as np } from "@jax-js/jax";

/**
 * Central differences of a scalar function of one float64 array.
 * @param f borrowed input in, number out; called twice per element
 * @param x flat values of the input
 * @param shape its shape
 * @param step half the distance of the two evaluations
 * @returns the derivative with respect to each element, flat
 */
export async function finiteDifferences(
  f: (x: Array) => Promise<number>,
  x: Float64Array,
  shape: number[],
  step = 1e-5,
): Promise<Float64Array> {
  const gradient = new Float64Array(x.length);
  for (const index of x.keys()) {
    const at = async (shift: number) => {
      const moved = Float64Array.from(x);
      moved[index]! += shift;
      return f(np.array(moved).reshape(shape));
    };
    gradient[index] = ((await at(step)) - (await at(-step))) / (2 * step);
  }
  return gradient;
}
