import { type Array, numpy as np } from "@jax-js/jax";
import { checkNumber, checkOptions, validateFinite } from "../internal/checks.ts";
import { checkEmbeddingsAndWeight, classCosines, validateWeight } from "../internal/cosineClassifier.ts";
import { logSoftmax } from "../internal/logSoftmax.ts";

export interface HyperspherePredictOptions {
  /** s > 0, what the cosines are multiplied by before the softmax; default 10. The labels do not depend on it. */
  scale?: number;
}

/** What a classifier over directions says about embeddings. */
export type HyperspherePrediction = {
  /** softmax(s·cosines), [rows, classes]. */
  probabilities: Array;
  /** Class with the largest cosine, the first of equals, int32 [rows]. */
  labels: Array;
};

/**
 * Classifies embeddings by their angles to class directions: trained class weights, prototypes, or both (see
 * `addNovelClass` and `classPrototypes`). A row of zeros is at the same angle to every class. Consumes its inputs.
 *
 * @param embeddings float [rows, dimensions], of any length
 * @param weight one direction for each class, float [classes, dimensions], of any length
 * @throws InvalidArgumentError for other shapes or dtypes, no rows, no classes, unequal dimensions, scale ≤ 0;
 *   weights of zeros are {@link validateHyperspherePredict}'s to find
 *
 * Source: Pereira, Joly, Valduriez, Porto, "Hyperspherical embedding for novel class classification" (2021).
 *
 * @example
 * const { labels } = hyperspherePredict(embed(params, images), addNovelClass(params.classWeight, examples));
 */
export function hyperspherePredict(
  embeddings: Array,
  weight: Array,
  options: HyperspherePredictOptions = {},
): HyperspherePrediction {
  checkHyperspherePredict(embeddings, weight, options);
  const cosines = classCosines(embeddings, weight);
  const labels = np.argmax(cosines.ref, -1);
  return { probabilities: np.exp(logSoftmax(cosines.mul(options.scale ?? 10))), labels };
}

function checkHyperspherePredict(embeddings: Array, weight: Array, options: HyperspherePredictOptions): void {
  const { scale } = checkOptions(options);
  checkEmbeddingsAndWeight(embeddings, weight);
  if (scale !== undefined) checkNumber("scale", scale, { above: 0 });
}

/**
 * Checks the values that {@link hyperspherePredict} takes on trust. Borrows the arrays.
 * @throws InvalidArgumentError for whatever the function refuses, values that are not finite, a weight of zeros
 */
export async function validateHyperspherePredict(
  embeddings: Array,
  weight: Array,
  options: HyperspherePredictOptions = {},
): Promise<void> {
  checkHyperspherePredict(embeddings, weight, options);
  await validateFinite("embeddings", embeddings);
  await validateWeight(weight);
}
