import { type Array, numpy as np } from "@jax-js/jax";
import {
  checkFloat,
  checkInteger,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { countTrue } from "../internal/countTrue.ts";
import { distinctPairs } from "../internal/distinctPairs.ts";
import { validateNoZeroRow } from "../internal/normalizeRows.ts";
import { pairwiseSimilarities } from "../internal/pairwiseSimilarities.ts";
import { reciprocal } from "../internal/reciprocal.ts";

export interface TcmLossOptions {
  /** λ⁺ ≥ 0, weight of the positive pairs; default 1. */
  lambdaPlus?: number;
  /** λ⁻ ≥ 0, weight of the negative pairs; default 1. */
  lambdaMinus?: number;
  /** m⁺ in [−1, 1], the cosine that positive pairs should exceed; default 0.9. */
  marginPlus?: number;
  /** m⁻ in [−1, 1], the cosine that negative pairs should stay below; default 0.5. */
  marginMinus?: number;
}

/**
 * Threshold-consistent margin loss, a regulariser to add to a metric-learning loss, so that one similarity threshold
 * fits all classes: λ⁺ times the mean of m⁺ − s over the positive pairs with cosine s ≤ m⁺, plus λ⁻ times the mean of
 * s − m⁻ over the negative pairs with s ≥ m⁻. Pairs that keep their margin do not count in the means; a mean without
 * pairs is 0, with gradient 0. The value jumps as a pair crosses a margin, since its mean then has one pair more or less;
 * the gradient knows nothing of that.
 *
 * Rows are scaled to length 1; a row of zeros has the cosine 0 with everything. Memory grows as batch². Consumes its
 * inputs.
 *
 * @param embeddings float [batch, dimensions]
 * @param labels class of each embedding, any integers, int32 [batch]
 * @returns scalar ≥ 0
 * @throws InvalidArgumentError for other shapes or dtypes, an empty batch, margins outside [−1, 1], negative weights;
 *   values of arrays are {@link validateTcmLoss}'s to check
 *
 * Source: Zhang et al., "Threshold-Consistent Margin Loss for Open-World Deep Metric Learning" (ICLR 2024).
 *
 * @example
 * const loss = normalizedSoftmaxLoss(z.ref, labels.ref, weight).add(tcmLoss(z, labels));
 */
export function tcmLoss(embeddings: Array, labels: Array, options: TcmLossOptions = {}): Array {
  const { lambdaPlus, lambdaMinus, marginPlus, marginMinus } = checkTcmLoss(embeddings, labels, options);
  const others = distinctPairs(labels.shape[0]!, embeddings.device);
  const same = np.logicalAnd(labels.ref.reshape([-1, 1]).equal(labels.reshape([1, -1])), others.ref);
  const different = np.logicalAnd(np.logicalNot(same.ref), others);
  const cosines = pairwiseSimilarities(embeddings.ref, embeddings, { normalize: true });
  const short = cosines.ref.neg().add(marginPlus);
  const excess = cosines.sub(marginMinus);
  return meanOfOffences(short, same).mul(lambdaPlus).add(meanOfOffences(excess, different).mul(lambdaMinus));
}

/** Mean of the offences ≥ 0 among the pairs [batch, batch], or 0 where there are none. Consumes both. */
function meanOfOffences(offences: Array, pairs: Array): Array {
  const { dtype } = offences;
  const counts = np.logicalAnd(offences.ref.greaterEqual(0), pairs);
  const count = np.maximum(countTrue(counts.ref, dtype).sum(), 1);
  return np.where(counts, offences, 0).sum().mul(reciprocal(count));
}

function checkTcmLoss(embeddings: Array, labels: Array, options: TcmLossOptions): Required<TcmLossOptions> {
  const { lambdaPlus = 1, lambdaMinus = 1, marginPlus = 0.9, marginMinus = 0.5 } = checkOptions(options);
  const { batch } = checkShape("embeddings", embeddings, ["batch", "dimensions"]);
  checkNotEmpty("embeddings", embeddings);
  checkFloat("embeddings", embeddings);
  checkShape("labels", labels, [batch]);
  checkInteger("labels", labels);
  checkNumber("lambdaPlus", lambdaPlus, { min: 0 });
  checkNumber("lambdaMinus", lambdaMinus, { min: 0 });
  checkNumber("marginPlus", marginPlus, { min: -1, max: 1 });
  checkNumber("marginMinus", marginMinus, { min: -1, max: 1 });
  return { lambdaPlus, lambdaMinus, marginPlus, marginMinus };
}

/**
 * Checks the values that {@link tcmLoss} takes on trust. Borrows the arrays.
 * @throws InvalidArgumentError for whatever the loss refuses, embeddings that are not finite, a row of zeros
 */
export async function validateTcmLoss(
  embeddings: Array,
  labels: Array,
  options: TcmLossOptions = {},
): Promise<void> {
  checkTcmLoss(embeddings, labels, options);
  await validateFinite("embeddings", embeddings);
  await validateNoZeroRow("embeddings", embeddings);
}
