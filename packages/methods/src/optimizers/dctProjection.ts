import { type Array, type DType, numpy as np } from "@jax-js/jax";
import { dctMatrix } from "./dctMatrix.ts";
import type { Projection } from "./projectedAdamW.ts";
import { type DctMethod, dctOfRows, expandRows, largest, moveColumns, scoresOf } from "./selectDctColumns.ts";

/** Subspaces of DCT basis vectors; a state holds their indices. One basis serves all layers of a size. */
export function dctProjection(rank: number, norm: 1 | 2, method: DctMethod): Projection<"indices"> {
  const bases = new Map<string, Array>();
  const basisFor = (size: number, dtype: DType): Array | undefined => {
    if (method === "fft") return undefined;
    const key = `${size} ${dtype}`;
    if (!bases.has(key)) bases.set(key, dctMatrix(size, { dtype }));
    return bases.get(key)!.ref;
  };
  return {
    field: "indices",
    placeholder: (_size, count) => np.arange(0, count, 1, { dtype: np.int32 }),
    project(matrix, previous, isDue) {
      const [, size] = matrix.shape;
      const similarities = dctOfRows(matrix, basisFor(size!, matrix.dtype));
      const best = largest(scoresOf(similarities.ref, norm), Math.min(rank, size!));
      const indices = chosen(isDue, best, previous);
      return [indices, np.take(similarities, indices.ref, 1)];
    },
    expand: (low, indices, size) => expandRows(low, indices, size, basisFor(size, low.dtype)),
    rotate: (mu, nu, from, to) => [moveColumns(mu, from.ref, to.ref), moveColumns(nu, from, to)],
    close: () => bases.forEach((basis) => basis.dispose()),
  };
}

/** The new subspace where a choice is due, else the one before. */
export function chosen(isDue: Array | true, fresh: Array, previous: Array): Array {
  if (isDue !== true) return np.where(isDue.ref, fresh, previous);
  previous.dispose();
  return fresh;
}
