import { type Array, lax, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkBoolean,
  checkFlag,
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkShape,
  validateFinite,
  validateIndices,
} from "../internal/checks.ts";
import { countTrue } from "../internal/countTrue.ts";
import { maskedLogsumexp } from "../internal/maskedLogsumexp.ts";
import { validateNoZeroRow } from "../internal/normalizeRows.ts";
import { pairwiseSimilarities } from "../internal/pairwiseSimilarities.ts";
import { checkPositives, positivePairs } from "../internal/positivePairs.ts";
import { reciprocal } from "../internal/reciprocal.ts";
import { checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";

/** Options that every contrastive loss of this module shares. */
export interface ContrastiveOptions {
  /** τ > 0: how narrowly the loss looks for hard negatives. No effect with the form "simple". */
  temperature?: number;
  /** "softmax" (default): −log softmax at the positive. "simple": −positive + λ · sum of negatives. */
  form?: "softmax" | "simple";
  /** Fraction in (0, 1] of each anchor's negatives to keep, the most similar ones; left out: all. */
  hardFraction?: number;
  /** λ of the simple form; default 1 / number of the anchor's kept negatives. */
  simpleWeight?: number;
  /** Whether to scale rows to length 1 first, so that similarities are cosines; default true. */
  normalize?: boolean;
  /** Over anchors; default "mean". */
  reduction?: Reduction;
}

export interface ContrastiveLossOptions extends ContrastiveOptions {
  /** Index of each anchor's positive key, int32 `[n]` in `[0, m)`; default: anchor i has key i. */
  positives?: Array;
  /** Pairs that are neither positive nor negative, bool `[n, m]`; no effect at a positive; default none. */
  exclude?: Array;
}

/**
 * Contrastive loss of anchors against keys: each anchor is pulled to its positive key and pushed from all others,
 * the harder the more similar they are. With `hardFraction` only the most similar negatives of each anchor count
 * (ties with the last one are all kept); the choice itself carries no gradient.
 *
 * Consumes its inputs, `positives` and `exclude` too. Gradients flow into queries and keys.
 *
 * @param queries embeddings of the anchors, floats `[n, d]`
 * @param keys embeddings to compare with, floats `[m, d]`; m ≥ 2, and m ≥ n unless `positives` is given
 * @param options `temperature` defaults to 0.3
 * @returns scalar, or `[n]` with reduction "none"
 * @throws InvalidArgumentError for wrong shapes, dtypes or options. Values are checked by
 * {@link validateContrastiveLoss} alone.
 *
 * Source: Wang and Liu, "Understanding the Behaviour of Contrastive Loss" (2021), equations of the contrastive,
 * simple and hard losses.
 *
 * @example
 * const loss = contrastiveLoss(encode(params, viewA), encode(params, viewB), { temperature: 0.2 });
 */
export function contrastiveLoss(queries: Array, keys: Array, options: ContrastiveLossOptions = {}): Array {
  checkContrastiveLoss(queries, keys, options);
  const { normalize = true, positives, exclude, reduction = "mean" } = options;
  const [n, m] = [queries.shape[0]!, keys.shape[0]!];
  const positive = positivePairs(n, m, positives, queries.device);
  const excluded = exclude ? np.logicalOr(positive.ref, exclude) : positive.ref;
  const similarities = pairwiseSimilarities(queries, keys, { normalize });
  return reduceLosses(anchorLosses(similarities, positive, np.logicalNot(excluded), options), reduction);
}

/**
 * The losses `[n]` that the contrastive losses of this module reduce, from similarities and the masks of positive
 * and negative keys, all `[n, m]`. Consumes them.
 */
export function anchorLosses(
  similarities: Array,
  positive: Array,
  negative: Array,
  { temperature = 0.3, form = "softmax", hardFraction, simpleWeight }: ContrastiveOptions,
): Array {
  const kept =
    hardFraction === undefined ? negative : hardNegatives(similarities.ref, negative, hardFraction);
  const attraction = np.where(positive.ref, similarities.ref, 0).sum(-1);
  if (form === "softmax") {
    const logSum = maskedLogsumexp(similarities.div(temperature), np.logicalOr(positive, kept));
    return logSum.sub(attraction.div(temperature));
  }
  positive.dispose();
  return simpleRepulsion(similarities, kept, simpleWeight).sub(attraction);
}

/** λ times the sum of each anchor's kept similarities, with λ = 1 / their number by default. */
function simpleRepulsion(similarities: Array, kept: Array, weight: number | undefined): Array {
  const sum = np.where(kept.ref, similarities, 0).sum(-1);
  if (weight === undefined) return sum.mul(reciprocal(np.maximum(countTrue(kept, sum.dtype), 1)));
  kept.dispose();
  return sum.mul(weight);
}

/**
 * The negatives of each anchor that are at least as similar as its k-th most similar one, k = ⌈fraction · number of
 * negatives⌉.
 */
function hardNegatives(similarities: Array, negative: Array, fraction: number): Array {
  const m = similarities.shape[1]!;
  const values = lax.stopGradient(similarities);
  const sorted = np.sort(np.where(negative.ref, values.ref, np.finfo(values.dtype).min), -1);
  // The rank for every possible number of negatives, so that rounding does not depend on the arrays' dtype.
  const ranks = Int32Array.from({ length: m }, (_, count) => Math.max(1, Math.ceil(fraction * count)));
  const rank = np
    .array(ranks, { device: values.device })
    .slice(negative.ref.astype(np.int32).sum(-1, { keepdims: true }));
  const threshold = np.takeAlongAxis(sorted, rank.neg().add(m), -1);
  return np.logicalAnd(negative, values.greaterEqual(threshold));
}

/** Checks shapes, dtypes and options. */
function checkContrastiveLoss(queries: Array, keys: Array, options: ContrastiveLossOptions): void {
  const { d } = checkShape("queries", queries, ["n", "d"]);
  checkShape("keys", keys, ["m", d]);
  checkNotEmpty("queries", queries);
  checkFloat("queries", queries);
  checkFloat("keys", keys);
  checkContrastiveOptions(options);
  const { positives, exclude } = options;
  const [n, m] = [queries.shape[0]!, keys.shape[0]!];
  checkPositives("keys", n, m, positives);
  if (exclude) {
    checkShape("exclude", exclude, [n, m]);
    checkBoolean("exclude", exclude);
  }
}

/** Checks the options that the contrastive losses share. */
export function checkContrastiveOptions(options: ContrastiveOptions): void {
  const { temperature, form, hardFraction, simpleWeight, normalize, reduction } = checkOptions(options);
  if (temperature !== undefined) checkNumber("temperature", temperature, { above: 0 });
  if (form !== undefined) checkOneOf("form", form, ["softmax", "simple"]);
  if (hardFraction !== undefined) checkNumber("hardFraction", hardFraction, { above: 0, max: 1 });
  if (simpleWeight !== undefined) checkNumber("simpleWeight", simpleWeight);
  if (normalize !== undefined) checkFlag("normalize", normalize);
  if (reduction !== undefined) checkReduction(reduction);
}

/**
 * Checks the values that {@link contrastiveLoss} takes on trust. Borrows all arrays.
 * @throws InvalidArgumentError for whatever `contrastiveLoss` refuses; for embeddings that are not finite; a row of
 * zeros where rows are normalised; positives outside `[0, m)`; an anchor without any negative
 */
export async function validateContrastiveLoss(
  queries: Array,
  keys: Array,
  options: ContrastiveLossOptions = {},
): Promise<void> {
  checkContrastiveLoss(queries, keys, options);
  const { normalize = true, positives, exclude } = options;
  for (const [argument, x] of [
    ["queries", queries],
    ["keys", keys],
  ] as const) {
    await validateFinite(argument, x);
    if (normalize) await validateNoZeroRow(argument, x);
  }
  const [n, m] = [queries.shape[0]!, keys.shape[0]!];
  if (positives) await validateIndices("positives", positives, m);
  if (exclude) {
    const excluded = np.logicalOr(exclude.ref, positivePairs(n, m, positives?.ref, exclude.device));
    const full: boolean[] = await np.all(excluded, -1).jsAsync();
    const at = full.findIndex(Boolean);
    if (at >= 0)
      throw new InvalidArgumentError("exclude", "a negative for every anchor", `none for anchor ${at}`);
  }
}
