import { type Array, type Device, numpy as np } from "@jax-js/jax";

/**
 * True for every ordered pair of two different examples.
 * @param device where the mask is made
 * @returns bool `[count, count]`, false on the diagonal
 */
export function distinctPairs(count: number, device: Device): Array {
  return np.logicalNot(np.eye(count, count, { dtype: np.bool, device }));
}
