import { type Array, numpy as np } from "@jax-js/jax";

/**
 * Whether τ selects cross-entropy. Next to 1 the general formulas divide rounding errors by 1 − τ, while
 * cross-entropy itself is off by no more than that distance.
 */
export function isCrossEntropy(tau: number): boolean {
  return Math.abs(tau - 1) <= 1e-6;
}

/** Φ_τ in terms of ℓ = log(1 + u) = −log p_y ≥ 0, elementwise; consumes ℓ. */
export function transformCrossEntropy(ell: Array, tau: number): Array {
  if (isCrossEntropy(tau)) return ell;
  return np.expm1(ell.mul(1 - tau)).div(1 - tau);
}
