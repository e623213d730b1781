import { type Array, grad, lax, numpy as np } from "@jax-js/jax";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";

export interface WassersteinAscentOptions {
  /** Price γ ≥ 0 of the squared distance that a point is moved. */
  gamma: number;
  /** Number of gradient steps, ≥ 0. */
  steps: number;
  /** Length η > 0 of a step; the ascent diverges where 2γη > 2. */
  stepSize: number;
}

/**
 * Robust loss of a differentiable loss l, sup over z of l(z) − γ‖z − x‖², by gradient ascent from z = x. For training
 * differentiate `value` in the parameters that the loss closes over: z is held constant (Danskin), and the ascent
 * itself carries no gradient. Works eagerly and inside a compiled program, where the steps are unrolled.
 *
 * @param lossFn points [b, d] to one loss per point, [b], each of its own point alone. It is called steps + 1 times
 * and consumes the points; arrays that it closes over it must take as `.ref`, they stay the caller's.
 * @param x float [b, d]
 * @returns z, the moved points [b, d], and value, l(z) − γ‖z − x‖² of each, [b]
 * @throws InvalidArgumentError for another shape or dtype, no points, γ < 0, step size ≤ 0, steps < 0 or not whole,
 * losses that are not [b]
 *
 * Source: Saberi et al., "Out-Of-Domain Unlabeled Data Improves Generalization" (ICLR 2024), robust loss; the ascent
 * after Sinha et al., "Certifying Some Distributional Robustness with Principled Adversarial Training" (ICLR 2018).
 *
 * @example
 * const loss = (z: Array) => binaryMarginLoss(np.matmul(z, w.ref), labels.ref, { kind: "logistic", reduction: "none" });
 * const { z, value } = wassersteinAscent(loss, x, { gamma: 1, steps: 15, stepSize: 0.2 });
 */
export function wassersteinAscent(
  lossFn: (z: Array) => Array,
  x: Array,
  options: WassersteinAscentOptions,
): { z: Array; value: Array } {
  const { gamma, steps, stepSize } = checkOptions(options);
  const { b } = checkShape("x", x, ["b", "d"]);
  checkNotEmpty("x", x);
  checkFloat("x", x);
  checkNumber("gamma", gamma, { min: 0 });
  checkNumber("steps", steps, { min: 0, integer: true });
  checkNumber("stepSize", stepSize, { above: 0 });

  const lossesAt = (points: Array) => {
    const losses = lossFn(points);
    checkShape("lossFn", losses, [b]);
    return losses;
  };
  const slope = grad((points: Array) => lossesAt(points).sum());
  let z = x.ref;
  for (let step = 0; step < steps; step++) {
    const pull = z.ref.sub(x.ref).mul(-2 * gamma);
    z = z.ref.add(slope(z).add(pull).mul(stepSize));
  }
  z = lax.stopGradient(z);
  const cost = np.square(z.ref.sub(x)).sum(1).mul(gamma);
  return { value: lossesAt(z.ref).sub(cost), z };
}

/**
 * Checks the values that {@link wassersteinAscent} takes: finite points. Borrows them.
 * @throws InvalidArgumentError naming the first value that is not
 */
export async function validateWassersteinAscent(x: Array): Promise<void> {
  checkShape("x", x, ["b", "d"]);
  await validateFinite("x", x);
}
