import type { Array } from "@jax-js/jax";
import { checkFloat, checkNumber, checkOptions, validatePositive } from "../internal/checks.ts";
import { log } from "../internal/log.ts";
import { reciprocal } from "../internal/reciprocal.ts";

export interface TemperatureRegularizerOptions {
  /** Dimension d ≥ 1 of the unit vectors whose similarities the temperatures divide. */
  dim: number;
}

/**
 * Regulariser of temperatures, Ω(τ) = (d/2) ln τ + 1/τ, elementwise: what the negative log-likelihood of a unit vector
 * in d dimensions under a Gaussian of variance τ around another one holds besides −similarity/τ. Smallest at τ = 2/d;
 * smaller temperatures cost as 1/τ, larger ones as ln τ.
 *
 * Consumes `tau`.
 *
 * @param tau temperatures > 0, floats of any shape
 * @returns the shape of `tau`
 * @throws InvalidArgumentError for wrong dtypes or options. Values are checked by
 * {@link validateTemperatureRegularizer} alone.
 *
 * Source: Wang et al., "Adaptive Multi-head Contrastive Learning" (ECCV 2024), the regulariser of equation 2.1.
 */
export function temperatureRegularizer(tau: Array, options: TemperatureRegularizerOptions): Array {
  checkTemperatureRegularizer(tau, options);
  return log(tau.ref)
    .mul(options.dim / 2)
    .add(reciprocal(tau));
}

function checkTemperatureRegularizer(tau: Array, options: TemperatureRegularizerOptions): void {
  checkFloat("tau", tau);
  checkNumber("dim", checkOptions(options).dim, { min: 1, integer: true });
}

/**
 * Checks the values that {@link temperatureRegularizer} takes on trust. Borrows `tau`.
 * @throws InvalidArgumentError for whatever `temperatureRegularizer` refuses, and for a temperature that is not finite
 * or not above 0
 */
export async function validateTemperatureRegularizer(
  tau: Array,
  options: TemperatureRegularizerOptions,
): Promise<void> {
  checkTemperatureRegularizer(tau, options);
  await validatePositive("tau", tau);
}
