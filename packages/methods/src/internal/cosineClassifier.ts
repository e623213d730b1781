/** What losses over cosines between embeddings and class weights share: their checks and the cosines. */
import { type Array, numpy as np } from "@jax-js/jax";
import { checkLabels } from "./checkLogits.ts";
import { checkRows } from "./checkRows.ts";
import { validateFinite, validateIndices } from "./checks.ts";
import { normalizeRows, validateNoZeroRow } from "./normalizeRows.ts";

/** Checks embeddings [batch, dimensions] against class weights [classes, dimensions]. */
export function checkEmbeddingsAndWeight(
  embeddings: Array,
  weight: Array,
): { batch: number; classes: number } {
  const { n: batch, d } = checkRows("embeddings", embeddings);
  const { n: classes } = checkRows("weight", weight, d);
  return { batch, classes };
}

/** Checks the three arrays of a loss over class weights: embeddings, one label for each, and the weights. */
export function checkCosineClassifier(embeddings: Array, labels: Array, weight: Array): void {
  const { batch } = checkEmbeddingsAndWeight(embeddings, weight);
  checkLabels(labels, batch);
}

/**
 * Cosines between embeddings and class weights; consumes both. A row of zeros has the cosine 0 with everything.
 * @param embeddings [batch, dimensions], rows of any length
 * @param weight [classes, dimensions], rows of any length
 * @returns [batch, classes], −1..1
 */
export function classCosines(embeddings: Array, weight: Array): Array {
  return np.inner(normalizeRows(embeddings), normalizeRows(weight));
}

/**
 * Value check for `validate…` functions: class weights that are finite, and no row of zeros, which has no direction.
 * Borrows them.
 */
export async function validateWeight(weight: Array): Promise<void> {
  await validateFinite("weight", weight);
  await validateNoZeroRow("weight", weight);
}

/** The same, and finite embeddings with labels in 0..classes−1. Borrows all three. */
export async function validateCosineClassifier(
  embeddings: Array,
  labels: Array,
  weight: Array,
): Promise<void> {
  await validateFinite("embeddings", embeddings);
  await validateIndices("labels", labels, weight.shape[0]!);
  await validateWeight(weight);
}
