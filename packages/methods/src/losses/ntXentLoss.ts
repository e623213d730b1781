import { type Array, numpy as np } from "@jax-js/jax";
import { normalizeRows } from "../internal/normalizeRows.ts";
import { checkViews, validateViews } from "../internal/viewPairs.ts";
import {
  checkContrastiveOptions,
  type ContrastiveOptions,
  type Pairing,
  reducedAnchorLosses,
} from "./contrastiveLoss.ts";

/**
 * Contrastive loss of two views in one batch (normalised temperature-scaled cross-entropy): every row of either
 * view is an anchor, its other view is the positive, and the remaining 2n − 2 rows are the negatives.
 *
 * Consumes its inputs. Gradients flow into both views.
 *
 * Memory grows as (2n)², the matrix of similarities, or with `chunkSize` c as c · 2n + 2n · d.
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
  const { temperature = 0.5, normalize = true } = options;
  const { device } = viewA;
  const count = 2 * viewA.shape[0]!;
  const both = np.concatenate([viewA, viewB], 0);
  const rows = normalize ? normalizeRows(both) : both;
  const range = (from: number, to: number) => np.arange(from, to, 1, { dtype: np.int32, device });
  const pairing: Pairing = {
    positives: np.roll(range(0, count), count / 2),
    excluded: (from, to, keyIndices) => range(from, to).reshape([-1, 1]).equal(keyIndices.ref),
  };
  return reducedAnchorLosses(rows.ref, rows, pairing, { ...options, temperature });
}

function checkNtXentLoss(viewA: Array, viewB: Array, options: ContrastiveOptions): void {
  checkViews(viewA, viewB);
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
  await validateViews(viewA, viewB, options);
}
