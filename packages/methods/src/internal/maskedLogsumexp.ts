import { type Array, lax, numpy as np } from "@jax-js/jax";
import { log } from "./log.ts";

/**
 * `log(sum(exp(x)))` along the last axis over the entries where `mask` holds; every slice must have one. Entries
 * outside the mask get the gradient 0, however large they are. Consumes both.
 * @param x floats of any shape
 * @param mask bool, of the same shape
 * @returns the shape of `x` without its last axis
 */
export function maskedLogsumexp(x: Array, mask: Array): Array {
  const lowest = np.finfo(x.dtype).min;
  const peak = lax.stopGradient(np.max(np.where(mask.ref, x.ref, lowest), -1, { keepdims: true }));
  // Masked before the exponential: an overflow there would turn the zero of the backward pass into 0 · ∞.
  const shifted = np.where(mask.ref, x.sub(peak.ref), 0);
  const sum = np.where(mask, np.exp(shifted), 0).sum(-1);
  return log(sum).add(np.squeeze(peak, -1));
}
