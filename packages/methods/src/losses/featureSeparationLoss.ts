import { type Array, lax, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkLabels } from "../internal/checkLogits.ts";
import {
  checkFlag,
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { countTrue } from "../internal/countTrue.ts";
import { distinctPairs } from "../internal/distinctPairs.ts";
import { maskedLogsumexp } from "../internal/maskedLogsumexp.ts";
import { reciprocal } from "../internal/reciprocal.ts";
import { checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";

export interface FeatureSeparationOptions {
  /** τ > 0: how narrowly an anchor looks at its nearest neighbours; default 0.1. */
  temperature?: number;
  /** Whether to scale rows to length 1 first, so that similarities are cosines; default true. */
  normalize?: boolean;
  /** Over all examples of the batch; default "mean". */
  reduction?: Reduction;
}

/**
 * Feature separation loss (supervised contrastive): every example is an anchor a_i, pulled to the other examples of
 * its class P(i) and pushed from all others A(i) of the batch,
 * −(1/|P(i)|) Σ_{p∈P(i)} [ a_i·a_p/τ − log Σ_{a∈A(i)} exp(a_i·a_a/τ) ]. An anchor that is alone in its class has the
 * loss 0, and still counts in the mean. Rows are normalised as f / √(‖f‖² + 1e-12), so that rows of zeros are legal.
 *
 * Memory grows with the square of the batch. Consumes its inputs.
 *
 * @param features float [batch, dimensions], at least two rows
 * @param labels class of each row, int32 [batch]; any integers, only compared with each other
 * @returns losses ≥ 0: a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for other shapes or dtypes, fewer than two rows, temperature ≤ 0
 *
 * Source: Wang et al., "Imbalanced Adversarial Training with Reweighting" (2021), feature separation loss; its form
 * is that of Khosla et al., "Supervised Contrastive Learning" (2020).
 *
 * @example
 * const loss = featureSeparationLoss(penultimate(params, attacked), labels, { temperature: 0.1 });
 */
export function featureSeparationLoss(
  features: Array,
  labels: Array,
  options: FeatureSeparationOptions = {},
): Array {
  checkFeatureSeparation(features, labels, options);
  const { temperature = 0.1, normalize = true, reduction = "mean" } = options;
  const { device, dtype } = features;
  const rows = normalize ? toUnitLength(features) : features;
  const similarities = np.inner(rows.ref, rows).div(temperature);
  const others = distinctPairs(labels.shape[0]!, device);
  const positive = np.logicalAnd(sameClass(labels), others.ref);
  const count = countTrue(positive.ref, dtype);
  const attraction = np.where(positive, similarities.ref, 0).sum(-1);
  const meanAttraction = attraction.mul(reciprocal(np.maximum(count.ref, 1)));
  const losses = maskedLogsumexp(similarities, others).sub(meanAttraction);
  return reduceLosses(np.where(count.greater(0), losses, 0), reduction);
}

/** Which rows have the same label: bool [batch, batch]. */
function sameClass(labels: Array): Array {
  return labels.ref.reshape([-1, 1]).equal(labels.reshape([1, -1]));
}

/** f / √(‖f‖² + 1e-12) of each row. */
function toUnitLength(features: Array): Array {
  const rows = features.ref.mul(taming(features));
  const squares = np.square(rows.ref).sum(-1, { keepdims: true });
  return rows.mul(reciprocal(np.sqrt(squares.add(1e-12))));
}

/** 1 / the largest entry of each row whose squares would leave the range of float32, 1 for every other row. */
function taming(features: Array): Array {
  const largest = lax.stopGradient(np.max(np.abs(features), -1, { keepdims: true }));
  return np.where(largest.ref.greater(1e15), reciprocal(np.maximum(largest, 1)), 1);
}

function checkFeatureSeparation(features: Array, labels: Array, options: FeatureSeparationOptions): void {
  const { temperature, normalize, reduction } = checkOptions(options);
  const batch = checkFeatures(features);
  checkLabels(labels, batch);
  if (temperature !== undefined) checkNumber("temperature", temperature, { above: 0 });
  if (normalize !== undefined) checkFlag("normalize", normalize);
  if (reduction !== undefined) checkReduction(reduction);
}

/**
 * Checks features [batch, dimensions]: floats, at least two rows.
 * @returns the size of the batch
 */
export function checkFeatures(features: Array): number {
  const { batch } = checkShape("features", features, ["batch", "dimensions"]);
  checkFloat("features", features);
  checkNotEmpty("features", features);
  if (batch < 2) throw new InvalidArgumentError("features", "at least 2 rows", batch);
  return batch;
}

/**
 * Checks the values that {@link featureSeparationLoss} takes on trust. Borrows the arrays.
 * @throws InvalidArgumentError for whatever `featureSeparationLoss` refuses, and for features that are not finite
 */
export async function validateFeatureSeparationLoss(
  features: Array,
  labels: Array,
  options: FeatureSeparationOptions = {},
): Promise<void> {
  checkFeatureSeparation(features, labels, options);
  await validateFinite("features", features);
}
