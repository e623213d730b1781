import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { log } from "../internal/log.ts";
import { reciprocal } from "../internal/reciprocal.ts";

export interface RankmeFromSingularValuesOptions {
  /** Added to each share of the sum, ≥ 0; with 0 a share of 0 counts nothing. Default 1e-7. */
  epsilon?: number;
}

/**
 * RankMe of a matrix whose singular values are known: the exponential of the entropy of their shares
 * pₖ = σₖ / Σσ + ε. The shares are not scaled back to sum 1, as in the paper.
 *
 * Consumes its input. Differentiable.
 *
 * @param s singular values, floats ≥ 0 `[q]`, in any order, not all 0
 * @returns scalar from 1 to about q, of the dtype of `s`
 * @throws InvalidArgumentError for anything but a non-empty vector of floats, and for `epsilon` < 0. Values are
 * checked by {@link validateRankmeFromSingularValues} alone.
 *
 * Source: Garrido et al., "RankMe" (ICML 2023), eq. 1–2.
 */
export function rankmeFromSingularValues(s: Array, options: RankmeFromSingularValuesOptions = {}): Array {
  const { epsilon = 1e-7 } = checkOptions(options);
  checkSingularValues(s);
  checkEpsilon(epsilon);
  const p = sharesOfSum(s).add(epsilon);
  const counted = p.ref.greater(0);
  const logarithms = log(np.where(counted, p.ref, 1));
  return np.exp(p.mul(logarithms).sum().neg());
}

/** Each value divided by the sum of all; consumes `s`. */
export function sharesOfSum(s: Array): Array {
  return s.ref.mul(reciprocal(s.sum()));
}

export function checkEpsilon(epsilon: number): void {
  checkNumber("epsilon", epsilon, { min: 0 });
}

function checkSingularValues(s: Array): void {
  checkShape("s", s, ["q"]);
  checkNotEmpty("s", s);
  checkFloat("s", s);
}

/**
 * Checks the values that {@link rankmeFromSingularValues} takes on trust. Borrows `s`.
 * @throws InvalidArgumentError for whatever `rankmeFromSingularValues` refuses, and for values that are not
 * finite, negative, or all 0
 */
export async function validateRankmeFromSingularValues(
  s: Array,
  options: RankmeFromSingularValuesOptions = {},
): Promise<void> {
  const { epsilon = 1e-7 } = checkOptions(options);
  checkSingularValues(s);
  checkEpsilon(epsilon);
  await validateFinite("s", s);
  const values = await s.ref.data();
  const negative = values.find((value) => value < 0);
  if (negative !== undefined) throw new InvalidArgumentError("s", "values >= 0", negative);
  await validateSomeNonzero("s", s);
}

/** Value check: not all 0. Borrows `x`. */
export async function validateSomeNonzero(argument: string, x: Array): Promise<void> {
  const values = await x.ref.data();
  if (values.every((value) => value === 0)) {
    throw new InvalidArgumentError(argument, "some value other than 0", "only zeros");
  }
}
