import { type Array, lax, numpy as np } from "@jax-js/jax";

/**
 * The vector with some entries replaced: how losses with a memory write what belongs to the examples of a batch.
 * Where an index comes twice, the last one counts. No gradient flows through it. Consumes all three.
 *
 * Compares every place with every index, n · batch comparisons: the engine scatters only as the derivative of
 * gathering, and a derivative taken inside of a function that is itself differentiated confuses its tracing.
 * @param values [n]
 * @param indices positions in 0..n−1, int32 [batch]
 * @param entries what to put there, [batch]; the result has the dtype of `values`
 * @returns [n]
 */
export function replaceAt(values: Array, indices: Array, entries: Array): Array {
  const old = lax.stopGradient(values);
  const given = lax.stopGradient(entries).astype(old.dtype);
  const places = numbers(old.shape[0]!, indices).reshape([-1, 1]);
  const isWritten = np.logicalAnd(places.equal(indices.ref), isLastOfItsIndex(indices));
  const written = np.where(isWritten.ref, given, 0).sum(1);
  return np.where(np.any(isWritten, 1), written, old);
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
