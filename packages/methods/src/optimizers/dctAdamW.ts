import { checkOptions } from "../internal/checks.ts";
import { dctProjection } from "./dctProjection.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { type LowRankAdamWOptions, type LowRankAdamWState, projectedAdamW } from "./projectedAdamW.ts";
import { checkSelection, type DctMethod } from "./selectDctColumns.ts";

export interface DctAdamWOptions extends LowRankAdamWOptions {
  /** Norm by which basis vectors are ranked: 1 (default) or 2. */
  norm?: 1 | 2;
  /** Transform by a product with one basis that all layers of a size share (default), or by an FFT without any. */
  method?: DctMethod;
}

/** `layers[i].indices`: int32 [rank], the chosen basis vectors, best first. */
export type DctAdamWState = LowRankAdamWState<"indices">;

/**
 * AdamW whose moments live on the DCT basis vectors along which a gradient is largest. The choice costs one matrix
 * product and a sort, and a layer remembers integers instead of a projection (Modoranu et al. 2025, DCT-AdamW).
 * Vectors, scalars and very large matrices get ordinary AdamW. Can be traced into a compiled training step.
 *
 * `init` throws for arrays of more than two axes: reshape a convolution's kernel to [rest, channels] first.
 * `update` needs `params` if there is weight decay, which is part of the update: −η·weightDecay·w.
 * @throws InvalidArgumentError for options out of range
 *
 * @example
 * const optimizer = dctAdamW({ learningRate: 3e-3, rank: 8 });
 */
export function dctAdamW(options: DctAdamWOptions): GradientTransformation<DctAdamWState> {
  const { rank, norm = 1, method = "matmul" } = checkOptions(options);
  checkSelection({ rank, norm, method });
  return projectedAdamW(options, () => dctProjection(rank, norm, method));
}
