import { type Array, lax, numpy as np } from "@jax-js/jax";

/**
 * The vector with some entries replaced: how losses with a memory write what belongs to the examples of a batch.
 * Where an index comes twice, the last one counts. No gradient flows through it. Consumes all three.
 *
 * The vector is laid out as a square, in which an index is a row and a column: a product of two matrices of zeros and
 * ones puts the entries there, n · batch multiplications. (The engine scatters only as the derivative of gathering, and
 * a derivative inside of a function that is itself differentiated confuses its tracing.)
 * @param values [n]
 * @param indices positions in 0..n−1, int32 [batch]
 * @param entries what to put there, finite, [batch]; the result has the dtype of `values`
 * @returns [n]
 */
export function replaceAt(values: Array, indices: Array, entries: Array): Array {
  const old = lax.stopGradient(values);
  const given = lax.stopGradient(entries).astype(old.dtype);
  const n = old.shape[0]!;
  const width = Math.ceil(Math.sqrt(n));
  const height = Math.ceil(n / width);
  const one = np.ones([], { dtype: old.dtype, device: old.device });
  const column = np.remainder(indices.ref, width);
  const starts = indices.ref.sub(column.ref);
  const isRow = numbers(height, indices).mul(width).reshape([-1, 1]).equal(starts);
  const isWritten = np.logicalAnd(isRow, isLastOfItsIndex(indices));
  const isColumn = column.reshape([-1, 1]).equal(numbers(width, column));
  const rows = np.concatenate([np.where(isWritten.ref, given, 0), np.where(isWritten, one.ref, 0)]);
  const [written, mark] = np.split(np.matmul(rows, np.where(isColumn, one, 0)), 2) as [Array, Array];
  const flat = (square: Array) => square.reshape([-1]).slice([0, n]);
  return np.where(flat(mark).greater(0), flat(written), old);
}

/** False for an index that comes again later. */
function isLastOfItsIndex(indices: Array): Array {
  const places = numbers(indices.shape[0]!, indices);
  const isSame = indices.ref.reshape([-1, 1]).equal(indices);
  const isLater = places.ref.reshape([-1, 1]).less(places);
  return np.logicalNot(np.any(np.logicalAnd(isSame, isLater), 1));
}

/** 0..count−1, for comparing with the indices; borrows them. */
function numbers(count: number, { dtype, device }: Array): Array {
  return np.arange(0, count, 1, { dtype, device });
}
