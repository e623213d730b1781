import { Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkInteger, checkNotEmpty, checkShape, validateFinite } from "../internal/checks.ts";
import { countTrue } from "../internal/countTrue.ts";
import { distinctPairs } from "../internal/distinctPairs.ts";
import { normalizeRows, validateNoZeroRow } from "../internal/normalizeRows.ts";
import { reciprocal } from "../internal/reciprocal.ts";

/**
 * How close embeddings of the same class stay: the mean cosine over all pairs of different rows with equal labels
 * (all pairs pooled, not averaged by class). A measurement: training on it would need the labels.
 *
 * Consumes its inputs. Differentiable with respect to the embeddings.
 *
 * @param embeddings floats `[n, d]`, n ≥ 2; rows are scaled to length 1
 * @param labels class of each row, int32 `[n]`
 * @returns scalar in [−1, 1], larger is more tolerant
 * @throws InvalidArgumentError for wrong shapes or dtypes, and where no two rows share a class (inside a program,
 * where there are no labels to look at, the result is NaN then). Other values are checked by
 * {@link validateTolerance} alone.
 *
 * Source: Wang and Liu, "Understanding the Behaviour of Contrastive Loss" (2021), tolerance.
 */
export function tolerance(embeddings: Array, labels: Array): Array {
  checkTolerance(embeddings, labels);
  if (labels instanceof Array) checkSomePair(labels.ref.dataSync());
  const rows = normalizeRows(embeddings);
  const same = samePairs(labels);
  const count = countTrue(same.ref, rows.dtype).sum();
  return np.where(same, np.inner(rows.ref, rows), 0).sum().mul(reciprocal(count));
}

/** True for every ordered pair of different rows with equal labels, `[n, n]`. Consumes `labels`. */
function samePairs(labels: Array): Array {
  const n = labels.shape[0]!;
  return np.logicalAnd(labels.ref.reshape([n, 1]).equal(labels), distinctPairs(n, labels.device));
}

function checkTolerance(embeddings: Array, labels: Array): void {
  const { n } = checkShape("embeddings", embeddings, ["n", "d"]);
  checkNotEmpty("embeddings", embeddings);
  checkFloat("embeddings", embeddings);
  if (n < 2) throw new InvalidArgumentError("embeddings", "at least 2 rows", n);
  checkShape("labels", labels, [n]);
  checkInteger("labels", labels);
}

/**
 * Checks the values that {@link tolerance} takes on trust. Borrows both arrays.
 * @throws InvalidArgumentError for whatever `tolerance` refuses, for embeddings that are not finite, for a row of
 * zeros, and for labels without any two equal ones
 */
export async function validateTolerance(embeddings: Array, labels: Array): Promise<void> {
  checkTolerance(embeddings, labels);
  await validateFinite("embeddings", embeddings);
  await validateNoZeroRow("embeddings", embeddings);
  checkSomePair(await labels.ref.data());
}

function checkSomePair(labels: ArrayLike<number>): void {
  if (new Set(globalThis.Array.from(labels)).size === labels.length) {
    throw new InvalidArgumentError("labels", "at least two rows of one class", "only different labels");
  }
}
