import { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { leadingSingularVectors } from "./leadingSingularVectors.ts";
import { type LowRankAdamWOptions, projectedAdamW } from "./projectedAdamW.ts";
import { denseProjection, type SubspaceAdamWState } from "./subspaceAdamW.ts";
import { leavesOf } from "./tree.ts";

/**
 * AdamW with the moments of every matrix in the span of the gradient's leading singular vectors (the baseline of
 * Modoranu et al. 2025, after GaLore, Zhao et al. 2024, with the moments rotated). It reads gradients back to
 * decompose them, so it can't be traced: compile the gradient, and call `update` outside.
 * @throws InvalidArgumentError for options out of range; from `update`, inside a traced function
 */
export function svdAdamW(options: LowRankAdamWOptions): GradientTransformation<SubspaceAdamWState> {
  const optimizer = projectedAdamW(options, () =>
    denseProjection((matrix, previous, isDue) => {
      const keep = isDue !== true && isDue.ref.dataSync()[0] === 0;
      (keep ? matrix : previous).dispose();
      return keep ? previous : leadingSingularVectors(matrix, previous.shape[1]!);
    }),
  );
  const check: typeof optimizer.check = (updates, state, params) => {
    if (!leavesOf(updates).every((leaf) => leaf instanceof Array)) {
      throw new InvalidArgumentError("updates", "arrays with values", "the arguments of a traced function");
    }
    optimizer.check?.(updates, state, params);
  };
  return {
    ...optimizer,
    check,
    update(updates, state, params) {
      check(updates, state, params);
      return optimizer.update(updates, state, params);
    },
  };
}
