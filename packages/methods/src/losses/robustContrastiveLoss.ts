import { type Array, lax, numpy as np } from "@jax-js/jax";
import { checkFloat, checkNumber, checkOptions, checkShape, validatePositive } from "../internal/checks.ts";
import { undifferentiated } from "../internal/concreteValue.ts";
import { maskedLogsumexp } from "../internal/maskedLogsumexp.ts";
import {
  type PairTotalWithRows,
  pairTotalWithRowsInChunks,
  withGradient,
} from "../internal/pairTotalInChunks.ts";
import { reciprocal } from "../internal/reciprocal.ts";
import { checkChunkSize, checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";
import { rowIndices } from "../internal/rowIndices.ts";
import { checkViews, stackViews, validateViews, type ViewPairs, viewPairs } from "../internal/viewPairs.ts";

export interface RobustContrastiveOptions {
  /** Radius ρ ≥ 0 of the KL ball in which an adversary weighs the negatives of each anchor; default 0.3. */
  rho?: number;
  /** Over examples; default "mean". */
  reduction?: Reduction;
  /**
   * How many anchors to compare with all views at a time, for batches whose full matrix of similarities would not
   * fit; the result is the same up to rounding. Default: all at once. Not with reduction "none".
   */
  chunkSize?: number;
}

/**
 * Robust global contrastive loss of two views in one batch, with a temperature for each example: the contrast of an
 * anchor with its negatives under the worst weights within a KL ball of radius ρ around the uniform ones. With h the
 * similarity of a negative less that of the positive, one side of example i costs
 * τᵢ log(mean(exp(h / τᵢ))) + τᵢ ρ, and the example the sum of its two sides. Minimised over τᵢ this is the worst case:
 * there the weights softmax(h / τᵢ) are ρ away from uniform.
 *
 * Consumes its inputs. Gradients flow into both views, whose rows are scaled to length 1 first, and into `tau`.
 *
 * Memory grows as (2n)², the matrix of similarities, or with `chunkSize` c as c · 2n + 2n · d.
 *
 * @param viewA embeddings of one view of each example, floats `[n, d]`, n ≥ 2
 * @param viewB embeddings of the other view, `[n, d]`
 * @param tau temperatures τᵢ > 0, floats `[n]`
 * @returns scalar, or with reduction "none" `[n]`
 * @throws InvalidArgumentError for wrong shapes, dtypes or options. Values are checked by
 * {@link validateRobustContrastiveLoss} alone.
 *
 * Source: Qiu et al., "Not All Semantics are Created Equal: Contrastive Self-supervised Learning with Automatic
 * Temperature Individualization" (ICML 2023), the robust global contrastive loss, here over a batch.
 *
 * @example
 * const loss = robustContrastiveLoss(encode(params, viewA), encode(params, viewB), np.full([128], 0.1));
 */
export function robustContrastiveLoss(
  viewA: Array,
  viewB: Array,
  tau: Array,
  options: RobustContrastiveOptions = {},
): Array {
  const count = checkRobustContrastiveLoss(viewA, viewB, tau, options);
  const { rho = 0.3, reduction = "mean", chunkSize } = options;
  const rows = stackViews(viewA, viewB);
  const temperatures = np.concatenate([tau.ref, tau]);
  const keyIndices = rowIndices(rows);
  if (chunkSize === undefined) {
    const pairs = viewPairs(keyIndices, 0, 2 * count);
    keyIndices.dispose();
    const sides = sideLosses(np.inner(rows.ref, rows), pairs, temperatures, rho);
    return reduceLosses(sides.reshape([2, count]).sum(0), reduction);
  }
  const fixedTemperatures = undifferentiated(temperatures);
  const evaluate = (similarities: Array, from: number, to: number) =>
    totalWithGradients(
      similarities,
      viewPairs(keyIndices, from, to),
      fixedTemperatures.ref.slice([from, to]),
      rho,
    );
  const { total, ofRows } = pairTotalWithRowsInChunks(evaluate, rows.ref, rows, chunkSize);
  keyIndices.dispose();
  const sum = withGradient(total, temperatures, fixedTemperatures, ofRows[0]!);
  return reduction === "mean" ? sum.div(count) : sum;
}

/** τ log(mean(exp(h / τ))) + τ ρ of every row, `[2n]`, from similarities `[2n, 2n]` and τ `[2n]`. Consumes the arrays. */
function sideLosses(similarities: Array, { positive, negative }: ViewPairs, tau: Array, rho: number): Array {
  const negativeCount = similarities.shape[1]! - 2;
  const attraction = np.where(positive, similarities.ref, 0).sum(-1);
  // Taken off before the division, the highest similarity leaves small numbers for the gradient in τ to cancel.
  const lowest = np.finfo(similarities.dtype).min;
  const peak = lax.stopGradient(
    np.max(np.where(negative.ref, similarities.ref, lowest), -1, { keepdims: true }),
  );
  const exponents = similarities.sub(peak.ref).mul(reciprocal(tau.ref).reshape([-1, 1]));
  const logMean = maskedLogsumexp(exponents, negative).sub(Math.log(negativeCount));
  return tau.mul(logMean.add(rho)).add(np.squeeze(peak, -1)).sub(attraction);
}

/** The sum of {@link sideLosses} with its gradients in the similarities and, of each row, in τ. Consumes the arrays. */
function totalWithGradients(
  similarities: Array,
  { positive, negative }: ViewPairs,
  tau: Array,
  rho: number,
): PairTotalWithRows {
  const { dtype } = similarities;
  const pull = positive.astype(dtype);
  const lowest = np.finfo(dtype).min;
  const peak = np.max(np.where(negative.ref, similarities.ref, lowest), -1, { keepdims: true });
  const shifted = np.where(negative.ref, similarities.ref.sub(peak.ref), 0);
  const exponents = shifted.mul(reciprocal(tau.ref).reshape([-1, 1]));
  const logSum = maskedLogsumexp(exponents.ref, negative.ref);
  const shares = np.where(negative, np.exp(exponents.ref.sub(logSum.ref.reshape([-1, 1]))), 0);
  const robust = logSum.add(rho - Math.log(similarities.shape[1]! - 2));
  const ofTau = robust.ref.sub(shares.ref.mul(exponents).sum(-1));
  const attraction = similarities.mul(pull.ref).sum();
  return {
    total: tau.mul(robust).add(np.squeeze(peak, -1)).sum().sub(attraction),
    gradient: shares.sub(pull),
    ofRows: [ofTau],
  };
}

function checkRobustContrastiveLoss(
  viewA: Array,
  viewB: Array,
  tau: Array,
  options: RobustContrastiveOptions,
): number {
  const count = checkViews(viewA, viewB);
  checkShape("tau", tau, [count]);
  checkFloat("tau", tau);
  const { rho, reduction, chunkSize } = checkOptions(options);
  if (rho !== undefined) checkNumber("rho", rho, { min: 0 });
  if (reduction !== undefined) checkReduction(reduction);
  checkChunkSize(chunkSize, reduction);
  return count;
}

/**
 * Checks the values that {@link robustContrastiveLoss} takes on trust. Borrows all arrays.
 * @throws InvalidArgumentError for whatever `robustContrastiveLoss` refuses, for embeddings that are not finite, a row
 * of zeros, and a temperature that is not finite or not above 0
 */
export async function validateRobustContrastiveLoss(
  viewA: Array,
  viewB: Array,
  tau: Array,
  options: RobustContrastiveOptions = {},
): Promise<void> {
  checkRobustContrastiveLoss(viewA, viewB, tau, options);
  await validateViews(viewA, viewB);
  await validatePositive("tau", tau);
}
