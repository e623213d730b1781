import { type Array, type DType, lax, numpy as np, tree } from "@jax-js/jax";
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
import { normalizeRows, validateNoZeroRow } from "../internal/normalizeRows.ts";
import { checkPositives, positivePairs } from "../internal/positivePairs.ts";
import { reciprocal } from "../internal/reciprocal.ts";
import { rowIndices } from "../internal/rowIndices.ts";
import { checkChunkSize, checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";
import { type PairTotal, pairTotalInChunks } from "../internal/pairTotalInChunks.ts";

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
  /**
   * How many anchors to compare with all keys at a time, for batches whose full matrix of similarities would not
   * fit; the result is the same up to rounding. Default: all at once. Not with reduction "none". Chunks bound the memory
   * of eager calls and of programs on ONNX Runtime; the engine's own `jit` reserves all buffers of a program at once.
   */
  chunkSize?: number;
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
 * Memory grows as n · m, the matrix of similarities, or with `chunkSize` c as c · m + (n + m) · d.
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
  const { normalize = true, positives, exclude } = options;
  const device = queries.device;
  const pairing: Pairing = {
    positives: positives ?? np.arange(0, queries.shape[0]!, 1, { dtype: np.int32, device }),
    excluded: (from, to) => exclude?.ref.slice([from, to]),
  };
  const [anchors, others] = normalize ? [normalizeRows(queries), normalizeRows(keys)] : [queries, keys];
  const loss = reducedAnchorLosses(anchors, others, pairing, options);
  exclude?.dispose();
  return loss;
}

/** What the keys are to the anchors. */
export interface Pairing {
  /** Index of each anchor's positive key, int32 `[n]`. */
  positives: Array;
  /**
   * Keys that are neither positive nor negative to the anchors from..to − 1, bool `[to − from, m]`; undefined: none.
   * Gets the indices of the keys, `[1, m]`, and borrows them.
   */
  excluded: (from: number, to: number, keyIndices: Array) => Array | undefined;
}

/**
 * The reduced losses of anchors `[n, d]` against keys `[m, d]`, which are compared as they are. Consumes the arrays.
 * @param options `temperature` defaults to 0.3
 */
export function reducedAnchorLosses(
  anchors: Array,
  keys: Array,
  { positives, excluded }: Pairing,
  options: ContrastiveOptions,
): Array {
  const { chunkSize, reduction = "mean" } = options;
  const [n, m, device] = [anchors.shape[0]!, keys.shape[0]!, anchors.device];
  const keyIndices = (
    chunkSize === undefined ? np.arange(0, m, 1, { dtype: np.int32, device }) : rowIndices(keys)
  ).reshape([1, m]);
  const masksOf = (similarities: Array, from: number, to: number): Masks => {
    const targets = positives.ref.slice([from, to]).astype(np.int32).reshape([-1, 1]);
    const positive = targets.equal(keyIndices.ref);
    const left = excluded(from, to, keyIndices);
    const negative = np.logicalNot(left ? np.logicalOr(positive.ref, left) : positive.ref);
    const { hardFraction } = options;
    return {
      positive,
      kept: hardFraction === undefined ? negative : hardNegatives(similarities, negative, hardFraction),
    };
  };
  const free = () => tree.dispose([positives, keyIndices]);
  if (chunkSize === undefined) {
    const similarities = np.inner(anchors, keys);
    const losses = anchorLosses(similarities, masksOf(similarities, 0, n), options);
    free();
    return reduceLosses(losses, reduction);
  }
  const evaluate = (similarities: Array, from: number, to: number) =>
    totalWithGradient(similarities, masksOf(similarities, from, to), options);
  const total = pairTotalInChunks(evaluate, anchors, keys, chunkSize);
  free();
  return reduction === "mean" ? total.div(n) : total;
}

/** Which keys are an anchor's positive and its kept negatives, bool `[n, m]` each. */
interface Masks {
  positive: Array;
  kept: Array;
}

/** The losses `[n]` from similarities `[n, m]`. Consumes the arrays. */
function anchorLosses(
  similarities: Array,
  { positive, kept }: Masks,
  { temperature = 0.3, form = "softmax", simpleWeight }: ContrastiveOptions,
): Array {
  const attraction = np.where(positive.ref, similarities.ref, 0).sum(-1);
  if (form === "softmax") {
    const logSum = maskedLogsumexp(similarities.div(temperature), np.logicalOr(positive, kept));
    return logSum.sub(attraction.div(temperature));
  }
  positive.dispose();
  const { dtype } = similarities;
  return np
    .where(kept.ref, similarities, 0)
    .mul(repulsion(kept, simpleWeight, dtype))
    .sum(-1)
    .sub(attraction);
}

/** The sum of {@link anchorLosses} and its gradient in the similarities. Consumes the arrays. */
function totalWithGradient(
  similarities: Array,
  { positive, kept }: Masks,
  { temperature = 0.3, form = "softmax", simpleWeight }: ContrastiveOptions,
): PairTotal {
  const pull = positive.ref.astype(similarities.dtype);
  if (form === "simple") {
    positive.dispose();
    const { dtype } = similarities;
    const push = kept.ref.astype(dtype).mul(repulsion(kept, simpleWeight, dtype));
    const gradient = push.sub(pull);
    return { total: similarities.mul(gradient.ref).sum(), gradient };
  }
  const compared = np.logicalOr(positive, kept);
  const scaled = similarities.div(temperature);
  const logSum = maskedLogsumexp(scaled.ref, compared.ref);
  const attraction = scaled.ref.mul(pull.ref).sum();
  const exponents = np.where(compared.ref, scaled.sub(logSum.ref.reshape([-1, 1])), 0);
  const probabilities = np.where(compared, np.exp(exponents), 0);
  return { total: logSum.sum().sub(attraction), gradient: probabilities.sub(pull).div(temperature) };
}

/** λ of the simple form: what is given, or for each anchor 1 / the number of its kept negatives, `[n, 1]`. */
function repulsion(kept: Array, weight: number | undefined, dtype: DType): Array | number {
  if (weight === undefined) return reciprocal(np.maximum(countTrue(kept, dtype), 1)).reshape([-1, 1]);
  kept.dispose();
  return weight;
}

/**
 * The negatives of each anchor that are at least as similar as its k-th most similar one, k = ⌈fraction · number of
 * negatives⌉. Borrows the similarities.
 */
function hardNegatives(similarities: Array, negative: Array, fraction: number): Array {
  const m = similarities.shape[1]!;
  const values = lax.stopGradient(similarities.ref);
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
  const { temperature, form, hardFraction, simpleWeight, normalize, reduction, chunkSize } =
    checkOptions(options);
  if (temperature !== undefined) checkNumber("temperature", temperature, { above: 0 });
  if (form !== undefined) checkOneOf("form", form, ["softmax", "simple"]);
  if (hardFraction !== undefined) checkNumber("hardFraction", hardFraction, { above: 0, max: 1 });
  if (simpleWeight !== undefined) checkNumber("simpleWeight", simpleWeight);
  if (normalize !== undefined) checkFlag("normalize", normalize);
  if (reduction !== undefined) checkReduction(reduction);
  checkChunkSize(chunkSize, reduction);
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
