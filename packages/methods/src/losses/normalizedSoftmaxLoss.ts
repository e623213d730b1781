import type { Array } from "@jax-js/jax";
import { checkNumber, checkOptions } from "../internal/checks.ts";
import {
  checkCosineClassifier,
  classCosines,
  validateCosineClassifier,
} from "../internal/cosineClassifier.ts";
import { crossEntropy } from "../internal/crossEntropy.ts";
import { checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";

export interface NormalizedSoftmaxOptions {
  /** s > 0, what the cosines are multiplied by: logits lie in −s..s; default 10. */
  scale?: number;
  /** Over the examples of the batch; default "mean". */
  reduction?: Reduction;
}

/**
 * Normalised softmax loss: cross-entropy over scaled cosines between embeddings and class weights,
 * log Σ_j exp(s·cos(x, w_j)) − s·cos(x, w_y). Lengths of embeddings and weights have no influence, and there is no
 * bias. With C classes the loss cannot fall below log(1 + (C−1)·exp(−s·C/(C−1))). A row of zeros has the cosine 0
 * with everything. Consumes its inputs.
 *
 * @param embeddings x, float [batch, dimensions]
 * @param labels class indices in 0..classes−1, int32 [batch]
 * @param weight one direction w_j for each class, float [classes, dimensions]; rows need no unit length
 * @returns losses ≥ 0: a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for other shapes or dtypes, an empty batch, scale ≤ 0; labels out of range and
 *   weights of zeros are {@link validateNormalizedSoftmaxLoss}'s to find
 *
 * Source: Pereira, Joly, Valduriez, Porto, "Hyperspherical embedding for novel class classification" (2021); the
 * loss is that of Zhai, Wu, "Classification is a Strong Baseline for Deep Metric Learning" (2019).
 *
 * @example
 * const loss = normalizedSoftmaxLoss(embed(params, images), labels, params.classWeight, { scale: 16 });
 */
export function normalizedSoftmaxLoss(
  embeddings: Array,
  labels: Array,
  weight: Array,
  options: NormalizedSoftmaxOptions = {},
): Array {
  checkNormalizedSoftmax(embeddings, labels, weight, options);
  const { scale = 10, reduction = "mean" } = options;
  const logits = classCosines(embeddings, weight).mul(scale);
  return reduceLosses(crossEntropy(logits, labels), reduction);
}

function checkNormalizedSoftmax(
  embeddings: Array,
  labels: Array,
  weight: Array,
  options: NormalizedSoftmaxOptions,
): void {
  const { scale, reduction } = checkOptions(options);
  checkCosineClassifier(embeddings, labels, weight);
  if (scale !== undefined) checkNumber("scale", scale, { above: 0 });
  if (reduction !== undefined) checkReduction(reduction);
}

/**
 * Checks the values that {@link normalizedSoftmaxLoss} takes on trust. Borrows the arrays.
 * @throws InvalidArgumentError for whatever the loss refuses, labels outside 0..classes−1, embeddings or weights
 *   that are not finite, a class weight of zeros
 */
export async function validateNormalizedSoftmaxLoss(
  embeddings: Array,
  labels: Array,
  weight: Array,
  options: NormalizedSoftmaxOptions = {},
): Promise<void> {
  checkNormalizedSoftmax(embeddings, labels, weight, options);
  await validateCosineClassifier(embeddings, labels, weight);
}
