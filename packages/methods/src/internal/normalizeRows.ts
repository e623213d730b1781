import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { reciprocal } from "./reciprocal.ts";

/**
 * Scales the rows (last axis) to Euclidean length 1. A row of zeros stays zero and gets a finite gradient.
 * Consumes `x`.
 */
export function normalizeRows(x: Array): Array {
  const squares = np.square(x.ref).sum(-1, { keepdims: true });
  // The root's derivative at 0 is infinite, so rows of zeros must not reach it.
  const lengths = np.sqrt(np.where(squares.ref.greater(0), squares, 1));
  return x.mul(reciprocal(lengths));
}

/**
 * Value check for `validate…` functions: no row of zeros, which has no direction. Borrows `x`.
 * @throws InvalidArgumentError naming the first such row
 */
export async function validateNoZeroRow(argument: string, x: Array): Promise<void> {
  const squares = await np.square(x.ref).sum(-1).data();
  const at = squares.indexOf(0);
  if (at >= 0) throw new InvalidArgumentError(argument, "rows other than 0", `zeros at row ${at}`);
}
