import type { Array } from "@jax-js/jax";
import { checkFloat, checkNotEmpty, checkShape } from "../internal/checks.ts";
import { checkFinite } from "../internal/vectors.ts";

/**
 * How much a sequence of gradients changes: Σₜ ‖gₜ − gₜ₋₁‖² with g₀ = 0. A sequence that a learner can predict from
 * its last member has a small one; optimistic methods adapt to it.
 *
 * @param gradients [T, d], one row per round; consumed. They are read back, so keep this out of compiled programs.
 * @returns V_T
 * @throws InvalidArgumentError for another rank, no rounds, integers, or an element that is not finite
 *
 * Source: Chen, Tu, Zhao, Zhang, ICML 2023 (arXiv 2302.04552), the sum inside the convex step size.
 */
export function gradientVariation(gradients: Array): number {
  const { d } = checkShape("gradients", gradients, ["T", "d"]);
  checkNotEmpty("gradients", gradients);
  checkFloat("gradients", gradients);
  const values = globalThis.Array.from(gradients.ref.dataSync());
  checkFinite("gradients", values);
  gradients.dispose();
  return values.reduce((sum, value, i) => sum + (value - (i < d ? 0 : values[i - d]!)) ** 2, 0);
}
