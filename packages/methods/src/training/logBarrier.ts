import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkSameShape,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { preciseLog } from "../internal/precise.ts";
import { reciprocal } from "../internal/reciprocal.ts";

export interface LogBarrierOptions {
  /** Strength of the barrier, > 0; the smaller, the closer its minimiser comes to the sides of the box. */
  c: number;
}

/**
 * Logarithmic barrier of a box: −c Σ [log(upper − δ) + log(δ − lower)], which grows without end towards its sides,
 * and the diagonal of its Hessian, c [1/(upper − δ)² + 1/(δ − lower)²]. Replaces the sharp constraint of an attack by
 * a smooth one, so that its solution can be differentiated.
 *
 * Consumes its inputs. Differentiable.
 *
 * @param delta float [d], strictly inside the box
 * @param lower float [d]
 * @param upper float [d]
 * @returns value, a scalar, infinite on the sides of the box and outside; hessianDiagonal, [d]
 * @throws InvalidArgumentError for anything but three vectors of floats of one length, and c ≤ 0. Values are checked
 * by {@link validateLogBarrier} alone.
 *
 * Source: Sow et al., "Doubly Robust Instance-Reweighted Adversarial Training" (ICLR 2024), log-barrier form of the
 * attack.
 */
export function logBarrier(
  delta: Array,
  lower: Array,
  upper: Array,
  options: LogBarrierOptions,
): { value: Array; hessianDiagonal: Array } {
  const { c } = checkOptions(options);
  checkBox(delta, lower, upper);
  checkNumber("c", c, { above: 0 });
  const above = upper.sub(delta.ref);
  const below = delta.sub(lower);
  const value = logOfDistance(above.ref).add(logOfDistance(below.ref)).sum().mul(-c);
  return { value, hessianDiagonal: barrierCurvature(above, below, c) };
}

/** Logarithm where there is a distance, −∞ where there is none; elementwise, consumes the distance. */
function logOfDistance(distance: Array): Array {
  const isInside = distance.ref.greater(0);
  return np.where(isInside.ref, preciseLog(np.where(isInside, distance, 1)), -Infinity);
}

/** Second derivative of the barrier at given distances from the sides, elementwise; consumes both. */
export function barrierCurvature(above: Array, below: Array, c: number): Array {
  return np
    .square(reciprocal(above))
    .add(np.square(reciprocal(below)))
    .mul(c);
}

/** Checks a point and the two corners of a box: vectors of floats of one length. */
export function checkBox(delta: Array, lower: Array, upper: Array): void {
  checkShape("delta", delta, ["d"]);
  checkNotEmpty("delta", delta);
  checkFloat("delta", delta);
  checkSameShape("lower", lower, "delta", delta);
  checkFloat("lower", lower);
  checkSameShape("upper", upper, "delta", delta);
  checkFloat("upper", upper);
}

/**
 * Checks the values that {@link logBarrier} takes on trust: lower < δ < upper, all finite. Borrows the arrays.
 * @throws InvalidArgumentError for whatever `logBarrier` refuses, and naming the first entry that breaks the order
 */
export async function validateLogBarrier(delta: Array, lower: Array, upper: Array): Promise<void> {
  checkBox(delta, lower, upper);
  for (const [name, array] of Object.entries({ delta, lower, upper })) await validateFinite(name, array);
  const [point, least, largest] = await Promise.all([delta, lower, upper].map((array) => array.ref.data()));
  for (const [at, value] of point!.entries()) {
    const [from, to] = [least![at]!, largest![at]!];
    if (!(from < to)) {
      throw new InvalidArgumentError("lower", `values below upper`, `${from} and ${to} at flat index ${at}`);
    }
    if (!(from < value && value < to)) {
      throw new InvalidArgumentError("delta", `values in (${from}, ${to})`, `${value} at flat index ${at}`);
    }
  }
}
