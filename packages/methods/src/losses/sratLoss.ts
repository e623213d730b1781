import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkLabels, checkLogits } from "../internal/checkLogits.ts";
import {
  checkFloat,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
  validateIndices,
} from "../internal/checks.ts";
import { crossEntropy } from "../internal/crossEntropy.ts";
import { takeLabel } from "../internal/takeLabel.ts";
import { checkFeatures, featureSeparationLoss } from "./featureSeparationLoss.ts";

export interface SratOptions {
  /** λ ≥ 0: weight of the separation term; default 1. */
  lambda?: number;
  /** τ > 0 of the separation term; default 0.1. */
  temperature?: number;
}

/**
 * Loss of separable reweighted adversarial training (SRAT): class-weighted cross-entropy plus λ times the
 * {@link featureSeparationLoss}, both of attacked examples: mean_i w_{y_i} CE(z_i, y_i) + λ · separation. The mean
 * divides by the size of the batch, not by the sum of the weights. For reweighting that starts late, pass weights of
 * 1 at first.
 *
 * Memory grows with the square of the batch. Consumes its inputs.
 *
 * @param logits z, float [batch, classes], at least two examples and two classes
 * @param features float [batch, dimensions], what the last layer gets
 * @param labels class indices in 0..classes−1, int32 [batch]
 * @param classWeights w ≥ 0, float [classes]; taken in the dtype of the logits
 * @returns scalar ≥ 0
 * @throws InvalidArgumentError for other shapes or dtypes, fewer than two rows, λ < 0, temperature ≤ 0
 *
 * Source: Wang et al., "Imbalanced Adversarial Training with Reweighting" (2021).
 *
 * @example
 * const weights = classBalancedWeights([500, 500, 50]);
 * const loss = sratLoss(logits, features, labels, weights, { lambda: 1, temperature: 0.1 });
 */
export function sratLoss(
  logits: Array,
  features: Array,
  labels: Array,
  classWeights: Array,
  options: SratOptions = {},
): Array {
  checkSratLoss(logits, features, labels, classWeights, options);
  const { lambda = 1, temperature = 0.1 } = options;
  const separation = featureSeparationLoss(features, labels.ref, { temperature });
  const weights = takeLabel(classWeights.astype(logits.dtype).reshape([1, -1]), labels.ref);
  return weights.mul(crossEntropy(logits, labels)).mean().add(separation.mul(lambda));
}

function checkSratLoss(
  logits: Array,
  features: Array,
  labels: Array,
  classWeights: Array,
  options: SratOptions,
): { classes: number } {
  const { lambda, temperature } = checkOptions(options);
  const { batch, classes } = checkLogits(logits);
  const rows = checkFeatures(features);
  if (rows !== batch) throw new InvalidArgumentError("features", `${batch} rows, as the logits`, rows);
  checkLabels(labels, batch);
  checkShape("classWeights", classWeights, [classes]);
  checkFloat("classWeights", classWeights);
  if (lambda !== undefined) checkNumber("lambda", lambda, { min: 0 });
  if (temperature !== undefined) checkNumber("temperature", temperature, { above: 0 });
  return { classes };
}

/**
 * Checks the values that {@link sratLoss} takes on trust. Borrows the arrays.
 * @throws InvalidArgumentError for whatever `sratLoss` refuses; for logits, features or weights that are not finite;
 * labels outside 0..classes−1; a negative weight
 */
export async function validateSratLoss(
  logits: Array,
  features: Array,
  labels: Array,
  classWeights: Array,
  options: SratOptions = {},
): Promise<void> {
  const { classes } = checkSratLoss(logits, features, labels, classWeights, options);
  await validateFinite("logits", logits);
  await validateFinite("features", features);
  await validateIndices("labels", labels, classes);
  await validateFinite("classWeights", classWeights);
  const weights = await classWeights.ref.data();
  const at = weights.findIndex((weight) => weight < 0);
  if (at >= 0) throw new InvalidArgumentError("classWeights", "weights >= 0", `${weights[at]} at ${at}`);
}
