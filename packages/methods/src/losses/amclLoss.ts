import { type Array, lax, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkFlag,
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkSameShape,
  checkShape,
} from "../internal/checks.ts";
import { log } from "../internal/log.ts";
import { maskedLogsumexp } from "../internal/maskedLogsumexp.ts";
import { normalizeRows } from "../internal/normalizeRows.ts";
import { reciprocal } from "../internal/reciprocal.ts";
import { softplus } from "../internal/softplus.ts";
import { validateViews, type ViewPairs, viewPairs } from "../internal/viewPairs.ts";

/** What an anchor's positive is compared with: see {@link AmclOptions.form}. */
export type AmclForm = "softmax" | "max" | "decoupled";

export interface AmclOptions {
  /** Weight β ≥ 0 of the temperatures' regulariser; default 0.1. */
  beta?: number;
  /**
   * "softmax": the positive is compared with all other rows, itself among them, by their log-sum-exp. "decoupled": with
   * the negatives only. "max": with the most similar negative, the first one where several are. Default "softmax".
   */
  form?: AmclForm;
  /** Scale the rows of the views to length 1 first; default true. */
  normalize?: boolean;
  /** Over the 2n anchors; heads are always summed. Default "mean". */
  reduction?: "mean" | "sum";
}

/**
 * Adaptive multi-head contrastive loss of two views in one batch: every head has its own embeddings, and every pair in
 * every head its own temperature. A pair scores r = s/τ − β Ω(τ) with its similarity s and the regulariser
 * Ω(τ) = (d/2) ln τ + 1/τ; every row of either view is an anchor, whose positive (its other view) is to score above the
 * 2n − 2 negatives. With one head and one temperature for all pairs, the form "softmax" is `ntXentLoss`, whatever β.
 *
 * Consumes its inputs. Gradients flow into the views and into `tau`, except its entries `[c, i, i]`, which are not used.
 *
 * Memory grows as C · (2n)²: similarities, temperatures and scores of all pairs in all heads.
 *
 * @param viewA embeddings of one view of each example in C heads, floats `[C, n, d]`, n ≥ 2
 * @param viewB embeddings of the other view, `[C, n, d]`
 * @param tau temperatures > 0 of all pairs, floats `[C, 2n, 2n]`; rows and columns are those of `viewA`, then `viewB`
 * @returns scalar
 * @throws InvalidArgumentError for wrong shapes, dtypes or options. Values are checked by {@link validateAmclLoss} alone.
 *
 * Source: Wang et al., "Adaptive Multi-head Contrastive Learning" (ECCV 2024), equation 2.1, which is the form "max".
 *
 * @example
 * const temperatures = heads.map((z) => adaptiveTemperature(z.ref, z, tree.ref(layer))); // z [2n, d] of each head
 * const loss = amclLoss(viewA, viewB, np.stack(temperatures));
 */
export function amclLoss(viewA: Array, viewB: Array, tau: Array, options: AmclOptions = {}): Array {
  const count = checkAmclLoss(viewA, viewB, tau, options);
  const { beta, form, normalize, reduction } = withDefaults(options);
  const stacked = np.concatenate([viewA, viewB], 1);
  const rows = normalize ? normalizeRows(stacked) : stacked;
  const dim = rows.shape[2]!;
  const similarities = np.matmul(rows.ref, rows.transpose([0, 2, 1]));
  const { positive, negative } = pairsOf(tau, count);
  const used = np.logicalOr(positive.ref, negative.ref);
  const scores = pairScores(similarities.ref, np.where(used, tau, 1), beta, dim);
  const attraction = np.where(positive, scores.ref, 0).sum(-1);
  const total = repulsion(form, similarities, scores, negative).sub(attraction);
  const losses = form === "softmax" ? softplus(total) : total;
  const sum = losses.sum();
  return reduction === "mean" ? sum.mul(1 / (2 * count)) : sum;
}

/** Positives and negatives of all anchors, bool `[1, 2n, 2n]`. Borrows `tau`. */
function pairsOf({ device }: Array, count: number): ViewPairs {
  const keyIndices = np.arange(0, 2 * count, 1, { dtype: np.int32, device });
  const { positive, negative } = viewPairs(keyIndices, 0, 2 * count);
  keyIndices.dispose();
  const shape = [1, 2 * count, 2 * count];
  return { positive: positive.reshape(shape), negative: negative.reshape(shape) };
}

/** s/τ − β Ω(τ) = (s − β)/τ − β (d/2) ln τ. Consumes both. */
function pairScores(similarities: Array, tau: Array, beta: number, dim: number): Array {
  const penalty = log(tau.ref).mul((beta * dim) / 2);
  return similarities.sub(beta).mul(reciprocal(tau)).sub(penalty);
}

/** What the negatives of each anchor score together, `[C, 2n]`. Consumes the arrays. */
function repulsion(form: AmclForm, similarities: Array, scores: Array, negative: Array): Array {
  if (form !== "max") {
    similarities.dispose();
    return maskedLogsumexp(scores, negative);
  }
  const [heads, count] = similarities.shape as [number, number];
  const compared = np.where(negative, lax.stopGradient(similarities), np.finfo(scores.dtype).min);
  const nearest = np.argmax(compared, -1).reshape([heads, count, 1]);
  const keys = np.arange(0, count, 1, { dtype: np.int32, device: scores.device });
  return np.where(nearest.equal(keys), scores, 0).sum(-1);
}

function withDefaults({
  beta = 0.1,
  form = "softmax",
  normalize = true,
  reduction = "mean",
}: AmclOptions): Required<AmclOptions> {
  return { beta, form, normalize, reduction };
}

/** @returns n */
function checkAmclLoss(viewA: Array, viewB: Array, tau: Array, options: AmclOptions): number {
  const { C, n } = checkShape("viewA", viewA, ["C", "n", "d"]);
  checkShape("viewB", viewB, ["C", "n", "d"]);
  checkSameShape("viewB", viewB, "viewA", viewA);
  checkNotEmpty("viewA", viewA);
  if (n < 2) throw new InvalidArgumentError("viewA", "at least 2 examples, so that there are negatives", n);
  checkShape("tau", tau, [C, 2 * n, 2 * n]);
  for (const [argument, x] of Object.entries({ viewA, viewB, tau })) checkFloat(argument, x);
  const { beta, form, normalize, reduction } = withDefaults(checkOptions(options));
  checkNumber("beta", beta, { min: 0 });
  checkOneOf("form", form, ["softmax", "max", "decoupled"]);
  checkFlag("normalize", normalize);
  checkOneOf("reduction", reduction, ["mean", "sum"]);
  return n;
}

/**
 * Checks the values that {@link amclLoss} takes on trust. Borrows all arrays.
 * @throws InvalidArgumentError for whatever `amclLoss` refuses; for embeddings that are not finite; a row of zeros where
 * rows are normalised; a temperature of two different rows that is not finite or not above 0
 */
export async function validateAmclLoss(
  viewA: Array,
  viewB: Array,
  tau: Array,
  options: AmclOptions = {},
): Promise<void> {
  const count = checkAmclLoss(viewA, viewB, tau, options);
  await validateViews(viewA, viewB, options);
  const rows = 2 * count;
  const isUsed = (at: number) => Math.floor(at / rows) % rows !== at % rows;
  const temperatures = await tau.ref.data();
  const at = temperatures.findIndex((value, i) => isUsed(i) && !(value > 0 && value < Infinity));
  if (at < 0) return;
  throw new InvalidArgumentError(
    "tau",
    "finite values > 0 off the diagonal",
    `${temperatures[at]} at flat index ${at}`,
  );
}
