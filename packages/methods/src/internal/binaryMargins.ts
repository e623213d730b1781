import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkLabels } from "./checkLogits.ts";
import { checkFloat, checkNotEmpty, checkShape, validateFinite, validateIndices } from "./checks.ts";

/**
 * Checks the scores of a binary classifier, float [batch] or [batch, 1], and their labels, int32 [batch].
 * @returns number of examples, at least 1
 */
export function checkBinaryScores(logits: Array, labels: Array): number {
  checkFloat("logits", logits);
  checkNotEmpty("logits", logits);
  if (logits.ndim === 2) checkShape("logits", logits, ["batch", 1]);
  else if (logits.ndim !== 1) {
    throw new InvalidArgumentError("logits", "an array of shape [batch] or [batch, 1]", logits);
  }
  const batch = logits.shape[0]!;
  checkLabels(labels, batch);
  return batch;
}

/**
 * How far each example is on the side of its label: z for label 1, −z for label 0. Consumes both.
 * @param logits [batch] or [batch, 1]
 * @param labels 0 or 1, int32 [batch]
 * @returns [batch]
 */
export function binaryMargins(logits: Array, labels: Array): Array {
  const scores = logits.reshape([-1]);
  return np.where(labels.greater(0), scores.ref, scores.neg());
}

/**
 * Checks the values of scores and labels: finite, and 0 or 1. Borrows both.
 * @throws InvalidArgumentError naming the first value that is not
 */
export async function validateBinaryScores(logits: Array, labels: Array): Promise<void> {
  checkBinaryScores(logits, labels);
  await validateFinite("logits", logits);
  await validateIndices("labels", labels, 2);
}
