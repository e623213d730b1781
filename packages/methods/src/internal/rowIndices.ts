import { type Array, numpy as np } from "@jax-js/jax";
import { undifferentiated } from "./concreteValue.ts";

/**
 * 0..n−1, int32 `[n]`, for x `[n, d]`; borrows it. A compiled program computes masks from these when it needs them.
 * Masks from plain ranges it would carry along whole, as constants: for a large batch, gigabytes of them.
 */
export function rowIndices(x: Array): Array {
  const indices = np.arange(0, x.shape[0]!, 1, { dtype: np.int32, device: x.device });
  const first = undifferentiated(x).slice([], 0);
  return np.where(first.ref.equal(first), indices.ref, indices);
}
