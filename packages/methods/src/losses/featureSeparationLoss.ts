import { type Array, lax, numpy as np, tree } from "@jax-js/jax";
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
import { type PairTotal, pairTotalInChunks } from "../internal/pairTotalInChunks.ts";
import { reciprocal } from "../internal/reciprocal.ts";
import { checkChunkSize, checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";
import { rowIndices } from "../internal/rowIndices.ts";

export interface FeatureSeparationOptions {
  /** τ > 0: how narrowly an anchor looks at its nearest neighbours; default 0.1. */
  temperature?: number;
  /** Whether to scale rows to length 1 first, so that similarities are cosines; default true. */
  normalize?: boolean;
  /** Over all examples of the batch; default "mean". */
  reduction?: Reduction;
  /**
   * How many anchors to compare with all examples at a time, for batches whose full matrix of similarities would not
   * fit; the result is the same up to rounding. Default: all at once. Not with reduction "none". Chunks bound the memory
   * of eager calls and of programs on ONNX Runtime; the engine's own `jit` reserves all buffers of a program at once.
   */
  chunkSize?: number;
}

/**
 * Feature separation loss (supervised contrastive): every example is an anchor a_i, pulled to the other examples of
 * its class P(i) and pushed from all others A(i) of the batch,
 * −(1/|P(i)|) Σ_{p∈P(i)} [ a_i·a_p/τ − log Σ_{a∈A(i)} exp(a_i·a_a/τ) ]. An anchor that is alone in its class has the
 * loss 0, and still counts in the mean. Rows are normalised as f / √(‖f‖² + 1e-12), so that rows of zeros are legal.
 *
 * Memory grows as batch², the matrix of similarities, or with `chunkSize` c as c · batch + batch · dimensions. Consumes
 * its inputs.
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
  const { temperature = 0.1, normalize = true, reduction = "mean", chunkSize } = options;
  const [batch, device] = [labels.shape[0]!, features.device];
  const rows = normalize ? toUnitLength(features) : features;
  if (chunkSize === undefined) {
    const masks = masksOf(labels.ref, labels, distinctPairs(batch, device));
    return reduceLosses(anchorLosses(np.inner(rows.ref, rows).div(temperature), masks), reduction);
  }
  const indices = rowIndices(rows);
  const evaluate = (similarities: Array, from: number, to: number): PairTotal => {
    const own = np.arange(from, to, 1, { dtype: np.int32, device }).reshape([-1, 1]);
    const others = own.notEqual(indices.ref.reshape([1, -1]));
    const masks = masksOf(labels.ref.slice([from, to]), labels.ref, others);
    const { total, gradient } = totalWithGradient(similarities.div(temperature), masks);
    return { total, gradient: gradient.div(temperature) };
  };
  const total = pairTotalInChunks(evaluate, rows.ref, rows, chunkSize);
  tree.dispose([indices, labels]);
  return reduction === "mean" ? total.div(batch) : total;
}

/** Which examples an anchor is compared with, and which of these are of its class, bool [anchors, batch] each. */
interface Masks {
  others: Array;
  positive: Array;
}

/** Consumes the arrays. */
function masksOf(own: Array, all: Array, others: Array): Masks {
  return { others, positive: np.logicalAnd(sameClass(own, all), others.ref) };
}

/** The losses [anchors] from similarities over τ, [anchors, batch]. Consumes the arrays. */
function anchorLosses(scaled: Array, { others, positive }: Masks): Array {
  const count = countTrue(positive.ref, scaled.dtype);
  const attraction = np.where(positive, scaled.ref, 0).sum(-1);
  const meanAttraction = attraction.mul(reciprocal(np.maximum(count.ref, 1)));
  const losses = maskedLogsumexp(scaled, others).sub(meanAttraction);
  return np.where(count.greater(0), losses, 0);
}

/** The sum of {@link anchorLosses} and its gradient in the similarities over τ. Consumes the arrays. */
function totalWithGradient(scaled: Array, { others, positive }: Masks): PairTotal {
  const count = countTrue(positive.ref, scaled.dtype).reshape([-1, 1]);
  const pull = positive.astype(scaled.dtype).mul(reciprocal(np.maximum(count.ref, 1)));
  const logSum = maskedLogsumexp(scaled.ref, others.ref).reshape([-1, 1]);
  const exponents = np.where(others.ref, scaled.ref.sub(logSum.ref), 0);
  const probabilities = np.where(others, np.exp(exponents), 0);
  const losses = logSum.sub(scaled.mul(pull.ref).sum(-1, { keepdims: true }));
  const isPulled = count.greater(0);
  return {
    total: np.where(isPulled.ref, losses, 0).sum(),
    gradient: np.where(isPulled, probabilities.sub(pull), 0),
  };
}

/** Which examples have the same label: bool [anchors, batch]. */
function sameClass(own: Array, all: Array): Array {
  return own.reshape([-1, 1]).equal(all.reshape([1, -1]));
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
  const { temperature, normalize, reduction, chunkSize } = checkOptions(options);
  const batch = checkFeatures(features);
  checkLabels(labels, batch);
  if (temperature !== undefined) checkNumber("temperature", temperature, { above: 0 });
  if (normalize !== undefined) checkFlag("normalize", normalize);
  if (reduction !== undefined) checkReduction(reduction);
  checkChunkSize(chunkSize, reduction);
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
