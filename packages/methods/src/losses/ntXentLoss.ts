import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkNotEmpty, checkSameShape, checkShape, validateFinite } from "../internal/checks.ts";
import { distinctPairs } from "../internal/distinctPairs.ts";
import { normalizeRows, validateNoZeroRow } from "../internal/normalizeRows.ts";
import { positivePairs } from "../internal/positivePairs.ts";
import { reduceLosses } from "../internal/reduce.ts";
import { anchorLosses, checkContrastiveOptions, type ContrastiveOptions } from "./contrastiveLoss.ts";

/**
 * Contrastive loss of two views in one batch (normalised temperature-scaled cross-entropy): every row of either
 * view is an anchor, its other view is the positive, and the remaining 2n − 2 rows are the negatives.
 *
 * Consumes its inputs. Gradients flow into both views.
 *
 * @param viewA embeddings of one view of each example, floats `[n, d]`, n ≥ 2
 * @param viewB embeddings of the other view, `[n, d]`
 * @param options as for {@link contrastiveLoss}; `temperature` defaults to 0.5
 * @returns scalar, or with reduction "none" `[2n]`: the anchors of `viewA`, then those of `viewB`
 * @throws InvalidArgumentError for wrong shapes, dtypes or options. Values are checked by
 * {@link validateNtXentLoss} alone.
 *
 * Source: Chen et al., "A Simple Framework for Contrastive Learning" (2020), equation 1; hard and simple forms by
 * Wang and Liu, "Understanding the Behaviour of Contrastive Loss" (2021).
 *
 * @example
 * const loss = ntXentLoss(encode(params, viewA), encode(params, viewB), { temperature: 0.2 });
 */
export function ntXentLoss(viewA: Array, viewB: Array, options: ContrastiveOptions = {}): Array {
  checkNtXentLoss(viewA, viewB, options);
  const { temperature = 0.5, normalize = true, reduction = "mean" } = options;
  const { device } = viewA;
  const count = 2 * viewA.shape[0]!;
  const both = np.concatenate([viewA, viewB], 0);
  const rows = normalize ? normalizeRows(both) : both;
  const other = np.roll(np.arange(0, count, 1, { dtype: np.int32, device }), count / 2);
  const positive = positivePairs(count, count, other, device);
  const negative = np.logicalAnd(distinctPairs(count, device), np.logicalNot(positive.ref));
  const similarities = np.inner(rows.ref, rows);
  return reduceLosses(anchorLosses(similarities, positive, negative, { ...options, temperature }), reduction);
}

function checkNtXentLoss(viewA: Array, viewB: Array, options: ContrastiveOptions): void {
  checkShape("viewA", viewA, ["n", "d"]);
  checkShape("viewB", viewB, ["n", "d"]);
  checkSameShape("viewB", viewB, "viewA", viewA);
  checkNotEmpty("viewA", viewA);
  checkFloat("viewA", viewA);
  checkFloat("viewB", viewB);
  if (viewA.shape[0]! < 2) {
    throw new InvalidArgumentError(
      "viewA",
      "at least 2 examples, so that there are negatives",
      viewA.shape[0],
    );
  }
  checkContrastiveOptions(options);
}

/**
 * Checks the values that {@link ntXentLoss} takes on trust. Borrows both views.
 * @throws InvalidArgumentError for whatever `ntXentLoss` refuses, for embeddings that are not finite, and for a row
 * of zeros where rows are normalised
 */
export async function validateNtXentLoss(
  viewA: Array,
  viewB: Array,
  options: ContrastiveOptions = {},
): Promise<void> {
  checkNtXentLoss(viewA, viewB, options);
  for (const [argument, x] of [
    ["viewA", viewA],
    ["viewB", viewB],
  ] as const) {
    await validateFinite(argument, x);
    if (options.normalize ?? true) await validateNoZeroRow(argument, x);
  }
}
