import { type Array, numpy as np } from "@jax-js/jax";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { undifferentiated } from "../internal/concreteValue.ts";

export interface WhiskerFilterOptions {
  /** r ≥ 0: how many interquartile ranges beyond the quartiles a value may lie; default 1.5. */
  whisker?: number;
}

/**
 * Box-and-whisker filter: marks the values that lie in [Q1 − r·IQR, Q3 + r·IQR], both ends included. The quartiles are
 * entries of the ascending list of l values, those at ⌊l/4⌋ and ⌊3l/4⌋ counted from 0, and IQR = Q3 − Q1. With r = 0 only
 * the middle half stays. Time grows as l log l, memory as l. Consumes its input.
 *
 * @param similarities float [l], at least one
 * @returns bool [l], true where the value is kept
 * @throws InvalidArgumentError for other shapes or dtypes, an empty list, a negative whisker; values that are not finite
 *   are {@link validateWhiskerFilter}'s to find
 *
 * Source: Jung et al., "Unified Negative Pair Generation toward Well-discriminative Feature Space for Face Recognition"
 * (2022); the plot is Tukey's.
 *
 * @example
 * const kept = whiskerFilter(np.array([0.1, 0.2, 0.15, 0.3, 0.95])); // true, true, true, true, false
 */
export function whiskerFilter(similarities: Array, options: WhiskerFilterOptions = {}): Array {
  const { count, whisker } = checkWhiskerFilter(similarities, options);
  const values = undifferentiated(similarities);
  similarities.dispose();
  const total = np.array(Int32Array.of(count), { device: values.device }).reshape([]);
  // A copy: the engine does not sort what was only cut out of another array.
  const ascending = np.sort(np.minimum(values.ref, Infinity));
  return betweenWhiskers(values, ascending, total, whisker);
}

/**
 * Marks the values that lie within the whiskers of a list; consumes all arrays.
 * @param values floats of any shape
 * @param ascending the list [n], in ascending order; entries from `count` on are left out of account
 * @param count length of the list, int32 scalar; with 0 nothing is said about the result
 * @returns bool, in the shape of the values
 */
export function betweenWhiskers(values: Array, ascending: Array, count: Array, whisker: number): Array {
  const first = quartile(ascending.ref, count.ref, 1);
  const third = quartile(ascending, count, 3);
  const reach = third.ref.sub(first.ref).mul(whisker);
  const isLow = values.ref.less(first.sub(reach.ref));
  const isHigh = values.greater(third.add(reach));
  return np.logicalNot(np.logicalOr(isLow, isHigh));
}

/** The entry at ⌊quarters · count / 4⌋, in integers so that no rounding moves it. Consumes both arrays. */
function quartile(ascending: Array, count: Array, quarters: 1 | 3): Array {
  const places = np.arange(0, ascending.shape[0]!, 1, { dtype: np.int32, device: ascending.device });
  const excess = count.mul(quarters).sub(places.mul(4));
  const isThere = np.logicalAnd(excess.ref.greaterEqual(0), excess.less(4));
  return np.where(isThere, ascending, 0).sum();
}

function checkWhiskerFilter(
  similarities: Array,
  options: WhiskerFilterOptions,
): { count: number; whisker: number } {
  const { whisker = 1.5 } = checkOptions(options);
  const { count } = checkShape("similarities", similarities, ["count"]);
  checkFloat("similarities", similarities);
  checkNotEmpty("similarities", similarities);
  checkNumber("whisker", whisker, { min: 0 });
  return { count, whisker };
}

/**
 * Checks the values that {@link whiskerFilter} takes on trust. Borrows the array.
 * @throws InvalidArgumentError for whatever the filter refuses, and values that are not finite
 */
export async function validateWhiskerFilter(
  similarities: Array,
  options: WhiskerFilterOptions = {},
): Promise<void> {
  checkWhiskerFilter(similarities, options);
  await validateFinite("similarities", similarities);
}
