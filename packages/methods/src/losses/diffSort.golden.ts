import { type Array, type DType, grad, numpy as np } from "@jax-js/jax";
import type { GoldenAdapter } from "../../test/golden.ts";
import { diffSort, type DiffSortOptions } from "./diffSort.ts";

export const adapters: Record<string, GoldenAdapter> = {
  /** The gradient is that of the sum over rows and ranks j of (j + 1) · value, as `gradOf` says in words. */
  diffSort({ inputs, options, expected }, dtype: DType) {
    const scores = inputs["scores"]!.array(dtype);
    const weightedSum = (x: Array): Array => {
      const { value, permutation } = diffSort(x, options as DiffSortOptions);
      permutation.dispose();
      const weights = np.arange(1, value.shape[1]! + 1, 1, { dtype, device: value.device });
      return value.mul(weights).sum();
    };
    const ofScores = grad(weightedSum)(scores.ref) as Array;
    const result = diffSort(scores, options as DiffSortOptions);
    return { ...result, grad: { scores: ofScores }, gradOf: expected["gradOf"] };
  },
};
