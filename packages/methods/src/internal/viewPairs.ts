/** What losses that compare two views of every example in a batch share. */
import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkNotEmpty, checkSameShape, checkShape, validateFinite } from "./checks.ts";
import { normalizeRows, validateNoZeroRow } from "./normalizeRows.ts";

/**
 * Checks for floats [n, d], n ≥ 2, of one shape.
 * @returns n
 */
export function checkViews(viewA: Array, viewB: Array): number {
  const { n } = checkShape("viewA", viewA, ["n", "d"]);
  checkShape("viewB", viewB, ["n", "d"]);
  checkSameShape("viewB", viewB, "viewA", viewA);
  checkNotEmpty("viewA", viewA);
  checkFloat("viewA", viewA);
  checkFloat("viewB", viewB);
  if (n < 2) throw new InvalidArgumentError("viewA", "at least 2 examples, so that there are negatives", n);
  return n;
}

/**
 * Value check for `validate…` functions: finite views, without rows of zeros where rows are normalised. Borrows both.
 * @throws InvalidArgumentError naming the first offending element or row
 */
export async function validateViews(
  viewA: Array,
  viewB: Array,
  { normalize = true }: { normalize?: boolean } = {},
): Promise<void> {
  for (const [argument, x] of [
    ["viewA", viewA],
    ["viewB", viewB],
  ] as const) {
    await validateFinite(argument, x);
    if (normalize) await validateNoZeroRow(argument, x);
  }
}

/** The rows of both views scaled to length 1, those of `viewA` first, [2n, d]. Consumes both. */
export function stackViews(viewA: Array, viewB: Array): Array {
  return normalizeRows(np.concatenate([viewA, viewB], 0));
}

/** What the rows of both views are to some of them. */
export interface ViewPairs {
  /** The other view of the same example, bool [to − from, 2n]. */
  positive: Array;
  /** All views of other examples, bool [to − from, 2n]. */
  negative: Array;
}

/**
 * The pairs of rows from..to − 1 with all rows of both views.
 * @param keyIndices 0..2n−1, int32 [2n]; borrowed
 */
export function viewPairs(keyIndices: Array, from: number, to: number): ViewPairs {
  const count = keyIndices.shape[0]! / 2;
  const rows = np.arange(from, to, 1, { dtype: np.int32, device: keyIndices.device }).reshape([-1, 1]);
  const keys = keyIndices.ref.reshape([1, -1]);
  const isOther = np.notEqual(rows.ref, keys.ref);
  const isSameExample = np.remainder(rows, count).equal(np.remainder(keys, count));
  return { positive: np.logicalAnd(isSameExample.ref, isOther), negative: np.logicalNot(isSameExample) };
}
