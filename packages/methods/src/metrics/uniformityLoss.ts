import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkFlag,
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { distinctPairs } from "../internal/distinctPairs.ts";
import { maskedLogsumexp } from "../internal/maskedLogsumexp.ts";
import { normalizeRows, validateNoZeroRow } from "../internal/normalizeRows.ts";

export interface UniformityLossOptions {
  /** Sharpness t > 0 of the Gaussian potential; default 2. */
  t?: number;
  /** Whether to scale rows to length 1 first; default true. */
  normalize?: boolean;
}

/**
 * How evenly embeddings fill the sphere: `log mean exp(−t ‖x − y‖²)` over all pairs of different rows. More negative
 * is more uniform; 0 when all rows are equal. Pairs of a row with itself are left out, so compare values of equal n.
 *
 * Consumes its input. Differentiable, so it serves as a loss too.
 *
 * @param embeddings floats `[n, d]`, n ≥ 2
 * @returns scalar ≤ 0; for unit rows not below −4t
 * @throws InvalidArgumentError for wrong shapes, dtypes or options. Values are checked by
 * {@link validateUniformityLoss} alone.
 *
 * Source: Wang and Isola, "Understanding Contrastive Representation Learning through Alignment and Uniformity on the
 * Hypersphere" (2020), uniformity; as used by Wang and Liu (2021).
 */
export function uniformityLoss(embeddings: Array, options: UniformityLossOptions = {}): Array {
  checkUniformityLoss(embeddings, options);
  const { t = 2, normalize = true } = options;
  const n = embeddings.shape[0]!;
  const rows = normalize ? normalizeRows(embeddings) : embeddings;
  const squares = np.square(rows.ref).sum(-1);
  const distances = squares.ref.reshape([n, 1]).add(squares).sub(np.inner(rows.ref, rows).mul(2));
  const potentials = distances.mul(-t).reshape([n * n]);
  return maskedLogsumexp(potentials, distinctPairs(n, rows.device).reshape([n * n])).sub(
    Math.log(n * (n - 1)),
  );
}

function checkUniformityLoss(embeddings: Array, options: UniformityLossOptions): void {
  const { t, normalize } = checkOptions(options);
  const { n } = checkShape("embeddings", embeddings, ["n", "d"]);
  checkNotEmpty("embeddings", embeddings);
  checkFloat("embeddings", embeddings);
  if (n < 2) throw new InvalidArgumentError("embeddings", "at least 2 rows", n);
  if (t !== undefined) checkNumber("t", t, { above: 0 });
  if (normalize !== undefined) checkFlag("normalize", normalize);
}

/**
 * Checks the values that {@link uniformityLoss} takes on trust. Borrows `embeddings`.
 * @throws InvalidArgumentError for whatever `uniformityLoss` refuses, for embeddings that are not finite, and for a
 * row of zeros where rows are normalised
 */
export async function validateUniformityLoss(
  embeddings: Array,
  options: UniformityLossOptions = {},
): Promise<void> {
  checkUniformityLoss(embeddings, options);
  await validateFinite("embeddings", embeddings);
  if (options.normalize ?? true) await validateNoZeroRow("embeddings", embeddings);
}
