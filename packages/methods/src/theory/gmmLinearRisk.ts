import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkNotEmpty, checkNumber, checkOptions, checkShape } from "../internal/checks.ts";
import { normalTail } from "../internal/normalTail.ts";
import { checkFinite, dot, norm } from "../internal/vectors.ts";

export interface GmmLinearRiskOptions {
  /** Standard deviation of each coordinate, > 0. */
  sigma: number;
}

/**
 * Exact error rate of the linear classifier sign⟨θ, x⟩ where x given the label y = ±1 is normal with mean y μ and
 * covariance σ² I: the normal tail beyond ⟨θ, μ⟩ / (σ‖θ‖), computed in double precision.
 *
 * Reads its arrays, so it is not for compiled programs.
 *
 * @param theta classifier, float [d], not all zero
 * @param mu mean of class 1, float [d]
 * @returns probability in [0, 1]
 * @throws InvalidArgumentError for shapes that do not agree, values that are not finite, θ all zero, σ ≤ 0
 *
 * Source: Saberi et al., "Out-Of-Domain Unlabeled Data Improves Generalization" (ICLR 2024), two-component Gaussian
 * mixture.
 *
 * @example
 * const accuracy = 1 - gmmLinearRisk(theta.ref, mu.ref, { sigma: 1 });
 */
export function gmmLinearRisk(theta: Array, mu: Array, options: GmmLinearRiskOptions): number {
  const { sigma } = checkOptions(options);
  const { d } = checkShape("theta", theta, ["d"]);
  checkNotEmpty("theta", theta);
  checkFloat("theta", theta);
  checkShape("mu", mu, [d]);
  checkFloat("mu", mu);
  checkNumber("sigma", sigma, { above: 0 });
  const [direction, mean] = [[...theta.ref.dataSync()], [...mu.ref.dataSync()]];
  checkFinite("theta", direction);
  checkFinite("mu", mean);
  const largest = Math.max(...direction.map(Math.abs));
  if (largest === 0) throw new InvalidArgumentError("theta", "a vector that is not all zero", "zeros");
  theta.dispose();
  mu.dispose();
  // The length of θ does not matter; near 1 its square neither overflows nor vanishes.
  const scaled = direction.map((value) => value / largest);
  return normalTail(dot(scaled, mean) / (sigma * norm(scaled)));
}
