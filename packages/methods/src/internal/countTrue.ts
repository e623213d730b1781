import { type Array, type DType, numpy as np } from "@jax-js/jax";

/**
 * How many entries of each last-axis slice hold, as floats; consumes `mask`. (The sum of a cast would be the same,
 * but the engine gives a cast from bool a derivative of the wrong dtype.)
 * @param mask bool
 * @returns the shape of `mask` without its last axis
 */
export function countTrue(mask: Array, dtype: DType): Array {
  const one = np.ones([], { dtype, device: mask.device });
  return np.where(mask, one, 0).sum(-1);
}
