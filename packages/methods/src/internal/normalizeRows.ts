import { type Array, lax, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { reciprocal } from "./reciprocal.ts";

/**
 * Scales the rows (last axis) to Euclidean length 1. A row of zeros stays zero and gets a finite gradient.
 * Consumes `x`.
 */
export function normalizeRows(x: Array): Array {
  const rows = x.mul(taming(x.ref));
  const squares = np.square(rows.ref).sum(-1, { keepdims: true });
  // The root's derivative at 0 is infinite, so rows of zeros must not reach it.
  const lengths = np.sqrt(np.where(squares.ref.greater(0), squares, 1));
  return rows.mul(reciprocal(lengths));
}

/**
 * A factor for each row: 1 / its largest entry where the squares of such entries would leave the range of float32,
 * 1 everywhere else, which keeps ordinary rows as they are to the last digit. Consumes `x`.
 */
function taming(x: Array): Array {
  const largest = lax.stopGradient(np.max(np.abs(x), -1, { keepdims: true }));
  const isWild = np.logicalOr(largest.ref.greater(1e15), largest.ref.less(1e-15));
  // Kept off the numbers whose reciprocal overflows, 0 among them.
  return np.where(isWild, reciprocal(np.maximum(largest, 1e-37)), 1);
}

/**
 * Value check for `validate…` functions: no row of zeros, which has no direction. Borrows `x`.
 * @throws InvalidArgumentError naming the first such row
 */
export async function validateNoZeroRow(argument: string, x: Array): Promise<void> {
  const largest = await np.max(np.abs(x.ref), -1).data();
  const at = largest.indexOf(0);
  if (at >= 0) throw new InvalidArgumentError(argument, "rows other than 0", `zeros at row ${at}`);
}
