import { type Array, numpy as np } from "@jax-js/jax";
import { checkOptions } from "../internal/checks.ts";
import { chosen } from "./dctProjection.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import {
  type LowRankAdamWOptions,
  type LowRankAdamWState,
  type Projection,
  projectedAdamW,
} from "./projectedAdamW.ts";

/**
 * Chooses a subspace for a matrix.
 * @param matrix [rows, size] with rows >= size; consumed
 * @param rank at most `size`
 * @returns [size, rank] with orthonormal columns
 */
export type ChooseSubspace = (matrix: Array, rank: number) => Array;

export interface SubspaceAdamWOptions extends LowRankAdamWOptions {
  /** Called at each update for each matrix, in tree order. */
  subspace: ChooseSubspace;
}

/** `layers[i].projection`: [shorter side, rank]. */
export type SubspaceAdamWState = LowRankAdamWState<"projection">;

/**
 * AdamW with the moments of every matrix in a subspace that a function chooses: the common form of low-rank
 * optimizers that store a dense projection. The moments follow a new subspace by R = P'ᵀP; the second one as |V R|,
 * which keeps it nonnegative. Can be traced if `subspace` can.
 * @throws InvalidArgumentError for options out of range
 */
export function subspaceAdamW(options: SubspaceAdamWOptions): GradientTransformation<SubspaceAdamWState> {
  const { subspace } = checkOptions(options);
  return projectedAdamW(options, () =>
    denseProjection((matrix, previous, isDue) => {
      const rank = previous.shape[1]!;
      return chosen(isDue, subspace(matrix, rank), previous);
    }),
  );
}

/** Subspaces given by a matrix with orthonormal columns, which the state holds. */
export function denseProjection(
  choose: (matrix: Array, previous: Array, isDue: Array | true) => Array,
): Projection<"projection"> {
  return {
    field: "projection",
    placeholder: (size, rank, dtype) => np.zeros([size, rank], { dtype }),
    project(matrix, previous, isDue) {
      const projection = choose(matrix.ref, previous, isDue);
      return [projection, np.matmul(matrix, projection.ref)];
    },
    expand: (low, projection) => np.matmul(low, projection.transpose()),
    rotate(mu, nu, from, to) {
      const rotation = np.matmul(from.transpose(), to);
      return [np.matmul(mu, rotation.ref), np.abs(np.matmul(nu, rotation))];
    },
    close: () => {},
  };
}
