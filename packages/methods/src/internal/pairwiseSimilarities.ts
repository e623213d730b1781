import { type Array, numpy as np } from "@jax-js/jax";
import { normalizeRows } from "./normalizeRows.ts";

/**
 * Inner products of all rows of `a` `[n, d]` with all rows of `b` `[m, d]`, or, with `normalize`, the cosines of
 * the angles between them. Consumes both.
 * @returns `[n, m]`
 */
export function pairwiseSimilarities(a: Array, b: Array, { normalize }: { normalize: boolean }): Array {
  return normalize ? np.inner(normalizeRows(a), normalizeRows(b)) : np.inner(a, b);
}
