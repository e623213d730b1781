import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkLabels } from "../internal/checkLogits.ts";
import { checkNumber, checkOptions, validateFinite, validateIndices } from "../internal/checks.ts";
import { checkRows } from "../internal/checkRows.ts";
import { validateMeanDirections } from "../internal/meanDirections.ts";
import { normalizeRows } from "../internal/normalizeRows.ts";
import { labelMask } from "../internal/takeLabel.ts";

export interface ClassPrototypesOptions {
  /** How many classes there are: labels lie in 0..numClasses−1. */
  numClasses: number;
}

/**
 * Prototype of each class: the mean of its embeddings, each first scaled to length 1, scaled to length 1 again. Long
 * embeddings so count no more than short ones. Differentiable in the embeddings. Consumes its inputs.
 *
 * A class without a direction, since it has no embeddings or theirs cancel, gets a row of zeros;
 * {@link validateClassPrototypes} finds those.
 *
 * @param embeddings float [rows, dimensions], of any length
 * @param labels class of each row, int32 [rows]; rows with a label out of range belong to no class
 * @returns [numClasses, dimensions], rows of length 1
 * @throws InvalidArgumentError for other shapes or dtypes, no rows, numClasses no integer ≥ 1
 *
 * Source: Pereira, Joly, Valduriez, Porto, "Hyperspherical embedding for novel class classification" (2021).
 *
 * @example
 * const directions = classPrototypes(embed(params, images), labels, { numClasses: 5 });
 */
export function classPrototypes(embeddings: Array, labels: Array, options: ClassPrototypesOptions): Array {
  checkClassPrototypes(embeddings, labels, options);
  // The sum of a class has the direction of its mean.
  return normalizeRows(classSums(normalizeRows(embeddings), labels, options.numClasses));
}

/** Sums of the rows of each class, [numClasses, dimensions]. Consumes both. */
function classSums(rows: Array, labels: Array, numClasses: number): Array {
  const { device, dtype } = rows;
  const one = np.ones([], { dtype, device });
  return np.matmul(np.where(labelMask(labels, numClasses), one, 0).transpose(), rows);
}

function checkClassPrototypes(embeddings: Array, labels: Array, options: ClassPrototypesOptions): void {
  const { numClasses } = checkOptions(options);
  const { n: rows } = checkRows("embeddings", embeddings);
  checkLabels(labels, rows);
  checkNumber("numClasses", numClasses, { min: 1, integer: true });
}

/**
 * Checks the values that {@link classPrototypes} takes on trust. Borrows the arrays.
 * @throws InvalidArgumentError for whatever the function refuses, embeddings that are not finite, labels outside
 *   0..numClasses−1, a class without embeddings, a class whose embeddings cancel
 */
export async function validateClassPrototypes(
  embeddings: Array,
  labels: Array,
  options: ClassPrototypesOptions,
): Promise<void> {
  checkClassPrototypes(embeddings, labels, options);
  const { numClasses } = options;
  await validateFinite("embeddings", embeddings);
  await validateIndices("labels", labels, numClasses);
  const counts = new Float64Array(numClasses);
  for (const label of await labels.ref.data()) counts[label]!++;
  const empty = counts.indexOf(0);
  if (empty >= 0) throw new InvalidArgumentError("labels", "every class at least once", `none of ${empty}`);
  const sums = classSums(normalizeRows(embeddings.ref), labels.ref, numClasses);
  await validateMeanDirections("embeddings", sums, counts);
}
