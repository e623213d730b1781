import { type Array, numpy as np } from "@jax-js/jax";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
  validateIndices,
} from "../internal/checks.ts";
import { maskedLogsumexp } from "../internal/maskedLogsumexp.ts";
import { checkPositives, positivePairs } from "../internal/positivePairs.ts";

export interface NegativePenaltiesOptions {
  /** τ > 0. */
  temperature: number;
  /** Index of each anchor's positive key, int32 `[n]` in `[0, m)`; default: anchor i has key i. */
  positives?: Array;
}

/**
 * How a softmax contrastive loss shares its push among an anchor's negatives: the gradient of each negative's
 * similarity relative to that of the positive's, `exp(s_ij / τ) / Σ_k exp(s_ik / τ)` over the negatives k.
 *
 * Consumes its inputs, `positives` too.
 *
 * @param similarities anchors against keys, taken as they are, floats `[n, m]`; m ≥ 2, and m ≥ n unless `positives`
 * is given
 * @returns `[n, m]` in [0, 1]: 0 at the positive, every row sums to 1
 * @throws InvalidArgumentError for wrong shapes, dtypes or options. Values are checked by
 * {@link validateNegativePenalties} alone.
 *
 * Source: Wang and Liu, "Understanding the Behaviour of Contrastive Loss" (2021), relative penalty.
 */
export function negativePenalties(similarities: Array, options: NegativePenaltiesOptions): Array {
  checkNegativePenalties(similarities, options);
  const [n, m] = similarities.shape as [number, number];
  const negative = np.logicalNot(positivePairs(n, m, options.positives, similarities.device));
  const logits = similarities.div(options.temperature);
  const total = maskedLogsumexp(logits.ref, negative.ref).reshape([n, 1]);
  // Masked before the exponential: the positive may be far above the negatives.
  return np.where(negative.ref, np.exp(np.where(negative, logits.sub(total), 0)), 0);
}

function checkNegativePenalties(similarities: Array, options: NegativePenaltiesOptions): void {
  const { temperature, positives } = checkOptions(options);
  const { n, m } = checkShape("similarities", similarities, ["n", "m"]);
  checkNotEmpty("similarities", similarities);
  checkFloat("similarities", similarities);
  checkNumber("temperature", temperature, { above: 0 });
  checkPositives("similarities", n, m, positives);
}

/**
 * Checks the values that {@link negativePenalties} takes on trust. Borrows all arrays.
 * @throws InvalidArgumentError for whatever `negativePenalties` refuses, for similarities that are not finite, and
 * for positives outside `[0, m)`
 */
export async function validateNegativePenalties(
  similarities: Array,
  options: NegativePenaltiesOptions,
): Promise<void> {
  checkNegativePenalties(similarities, options);
  await validateFinite("similarities", similarities);
  if (options.positives) await validateIndices("positives", options.positives, similarities.shape[1]!);
}
