import { type Array, numpy as np } from "@jax-js/jax";
import {
  checkFlag,
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkSameShape,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { countTrue } from "../internal/countTrue.ts";
import { normalizeRows, validateNoZeroRow } from "../internal/normalizeRows.ts";
import { reciprocal } from "../internal/reciprocal.ts";
import { validateUnitInterval } from "../internal/validateUnitInterval.ts";

export interface MetrixContrastiveOptions {
  /** λ in [0, 1], how far each mixed example is a positive: one number, or floats [n] (consumed). */
  lambda: number | Array;
  /** Distance from which on a negative is left alone, ≥ 0. Default 0.5. */
  negMargin?: number;
  /** Whether to scale rows to length 1 first. Default true. */
  normalize?: boolean;
}

/**
 * Contrastive loss of anchors with one mixed example each, in Euclidean distances D: the mean of the terms λ D that are
 * above 0 plus the mean of the terms (1 − λ) max(0, negMargin − D) that are above 0. A mean without terms is 0.
 *
 * Consumes the arrays. Gradients flow into anchors and mixed examples. Squared distances are at least 1e-12, so that an
 * example mixed from its anchor alone gets a gradient of 0.
 *
 * @param anchors embeddings, floats [n, d]
 * @param mixed embedding of the example that goes with each anchor, floats [n, d]
 * @returns scalar ≥ 0
 * @throws InvalidArgumentError for other shapes or dtypes, no anchors, λ outside [0, 1], a negative margin. Values of
 * arrays are checked by {@link validateMetrixContrastive} alone.
 *
 * Source: Venkataramanan et al., "It Takes Two to Tango: Mixup for Deep Metric Learning" (ICLR 2022), the contrastive
 * loss of mixed examples as the authors' code has it.
 *
 * @example
 * metrixContrastive(z, metrixMix(positives, negatives, lambda.ref), { lambda });
 */
export function metrixContrastive(anchors: Array, mixed: Array, options: MetrixContrastiveOptions): Array {
  const { lambda, negMargin, normalize } = checkMetrixContrastive(anchors, mixed, options);
  const [a, v] = normalize ? [normalizeRows(anchors), normalizeRows(mixed)] : [anchors, mixed];
  const distance = np.sqrt(np.maximum(np.square(a.sub(v)).sum(-1), 1e-12));
  const short = np.maximum(distance.ref.neg().add(negMargin), 0);
  if (typeof lambda === "number") {
    return meanOfPositive(distance.mul(lambda)).add(meanOfPositive(short.mul(1 - lambda)));
  }
  const weight = lambda.astype(anchors.dtype);
  const rest = weight.ref.neg().add(1);
  return meanOfPositive(distance.mul(weight)).add(meanOfPositive(short.mul(rest)));
}

/** Mean of the terms above 0, or 0 where there are none. Consumes the terms. */
function meanOfPositive(terms: Array): Array {
  const { dtype } = terms;
  const counts = terms.ref.greater(0);
  const count = np.maximum(countTrue(counts.ref, dtype), 1);
  return np.where(counts, terms, 0).sum().mul(reciprocal(count));
}

function checkMetrixContrastive(
  anchors: Array,
  mixed: Array,
  options: MetrixContrastiveOptions,
): Required<MetrixContrastiveOptions> {
  const { lambda, negMargin = 0.5, normalize = true } = checkOptions(options);
  const { n } = checkShape("anchors", anchors, ["n", "d"]);
  checkNotEmpty("anchors", anchors);
  checkFloat("anchors", anchors);
  checkSameShape("mixed", mixed, "anchors", anchors);
  checkFloat("mixed", mixed);
  if (typeof lambda === "number") checkNumber("lambda", lambda, { min: 0, max: 1 });
  else {
    checkShape("lambda", lambda, [n]);
    checkFloat("lambda", lambda);
  }
  checkNumber("negMargin", negMargin, { min: 0 });
  checkFlag("normalize", normalize);
  return { lambda, negMargin, normalize };
}

/**
 * Checks the values that {@link metrixContrastive} takes on trust: finite embeddings, without rows of 0 if they are to
 * be normalised, and λ in [0, 1]. Borrows the arrays.
 * @throws InvalidArgumentError for whatever `metrixContrastive` refuses, and naming the first value that is not
 */
export async function validateMetrixContrastive(
  anchors: Array,
  mixed: Array,
  options: MetrixContrastiveOptions,
): Promise<void> {
  const { lambda, normalize } = checkMetrixContrastive(anchors, mixed, options);
  for (const [argument, rows] of Object.entries({ anchors, mixed })) {
    await validateFinite(argument, rows);
    if (normalize) await validateNoZeroRow(argument, rows);
  }
  if (typeof lambda !== "number") await validateUnitInterval("lambda", lambda);
}
