/** The score of inter and intra class nearest neighbours, which the loss and the metrics share. */
import { type Array, type DType, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkInteger, checkNumber, checkOptions, checkShape, validateFinite } from "./checks.ts";
import { undifferentiated } from "./concreteValue.ts";
import { countTrue } from "./countTrue.ts";
import { distinctPairs } from "./distinctPairs.ts";
import { euclideanDistances } from "./euclideanDistances.ts";
import { reciprocal } from "./reciprocal.ts";

export interface IcnnOptions {
  /** Neighbours of each sample that are judged, an integer ≥ 1; n − 2 where it is larger. Default 4. */
  k?: number;
  /** Neighbours among which the nearest stranger is looked for, an integer in k..n−1. Default k + 1. */
  window?: number;
}

/** The three parts of the score, scalars in [0, 1]; it is ((intra + inter) / 2 + purity) / 2. */
export type IcnnParts = {
  /** A: how near neighbours of the own class are, compared with the nearest stranger. 1: as near as can be. */
  intra: Array;
  /** B: how far strangers among the neighbours are, compared with the farthest of them. 1: there are none. */
  inter: Array;
  /** G: the share of neighbours of the own class; 1 in sets of at most k + 2 samples. No gradient flows through it. */
  purity: Array;
};

/** Options as they hold for a set of a size. */
export interface IcnnSettings {
  k: number;
  window: number;
  /** Whether almost everybody is a neighbour, so that the share of the own class says nothing. */
  isTiny: boolean;
}

/** Keeps quotients of distances finite. */
const epsilon = 1e-7;

/** Farther than any sample. */
const farAway = 1e30;

/**
 * Parts of the score; consumes both.
 * @param embeddings [n, d]
 * @param labels int32 [n]
 */
export function icnnPartsOf(embeddings: Array, labels: Array, settings: IcnnSettings): IcnnParts {
  const { k, window, isTiny } = settings;
  const { dtype, device } = embeddings;
  const n = labels.shape[0]!;
  const others = distinctPairs(n, device);
  const distances = euclideanDistances(embeddings.ref, embeddings);
  const [near, inWindow] = nearestMasks(distances, others.ref, [k, window]) as [Array, Array];
  const same = np.logicalAnd(labels.ref.reshape([-1, 1]).equal(labels.reshape([1, -1])), others.ref);
  const strange = np.logicalAnd(np.logicalNot(same.ref), others);

  const friends = np.logicalAnd(near.ref, same);
  const strangers = np.logicalAnd(near.ref, strange.ref);
  const friendCounts = countTrue(friends.ref, dtype);
  const purity = isTiny ? np.ones([], { dtype, device }) : friendCounts.ref.mean().mul(1 / k);
  const relative = relativeDistances(distances.ref, near, np.logicalAnd(inWindow, strange));
  const intra = np.where(friends, relative, 0).sum(1);
  const inter = distancesOfStrangers(distances, strangers.ref);
  return {
    intra: meanOverRows(intra, friendCounts, dtype).neg().add(1),
    inter: oneWithout(meanOverRows(inter, countTrue(strangers.ref, dtype), dtype), strangers),
    purity,
  };
}

/** ((intra + inter) / 2 + purity) / 2 */
export function icnnScoreOf(embeddings: Array, labels: Array, settings: IcnnSettings): Array {
  const { intra, inter, purity } = icnnPartsOf(embeddings, labels, settings);
  return intra.add(inter).mul(0.25).add(purity.mul(0.5));
}

/**
 * For each count the pairs [n, n] of a sample and one of its so many nearest others; of two at the same distance, the
 * one of the lower index is nearer. Borrows the distances, consumes `others`.
 */
function nearestMasks(distances: Array, others: Array, counts: number[]): Array[] {
  const n = distances.shape[0]!;
  const fixed = np.where(others, undifferentiated(distances), farAway);
  const order = np.argsort(fixed.ref, 1);
  const columns = np.arange(0, n, 1, { dtype: np.int32, device: distances.device }).reshape([1, n]);
  const masks = counts.map((count) => {
    const last = order.ref.slice([], [count - 1, count]);
    const farthest = np.where(columns.ref.equal(last.ref), fixed.ref, 0).sum(1, { keepdims: true });
    const tied = np.logicalAnd(fixed.ref.equal(farthest.ref), columns.ref.lessEqual(last));
    return np.logicalOr(fixed.ref.less(farthest), tied);
  });
  for (const array of [fixed, order, columns]) array.dispose();
  return masks;
}

/**
 * Distances of the neighbours as multiples of that of the nearest stranger, scaled down in rows where one is beyond it;
 * 0 in rows without a stranger, and for whoever is no neighbour. Consumes all.
 */
function relativeDistances(distances: Array, near: Array, strangersInWindow: Array): Array {
  const hasStranger = strangersInWindow.ref.any(1).reshape([-1, 1]);
  const toStrangers = np.where(strangersInWindow, distances.ref, farAway).min(1, { keepdims: true });
  // Kept off rows without a stranger, whose gradient would be an infinite number times 0.
  const nearest = np.where(hasStranger.ref, toStrangers, 1);
  const multiples = distances.mul(reciprocal(nearest.add(epsilon)));
  const counted = np.where(np.logicalAnd(near, hasStranger), multiples, 0);
  const largest = np.maximum(counted.ref.max(1, { keepdims: true }), 1);
  return counted.mul(reciprocal(largest));
}

/** Row sums of the distances of strangers, as shares of the largest of them all. Consumes both. */
function distancesOfStrangers(distances: Array, strangers: Array): Array {
  const counted = np.where(strangers, distances, 0);
  const largest = counted.ref.max();
  return counted.sum(1).mul(reciprocal(largest.add(epsilon)));
}

/** Mean of sums / counts over the rows that count anything. Consumes both. */
function meanOverRows(sums: Array, counts: Array, dtype: DType): Array {
  const rows = countTrue(counts.ref.greater(0), dtype);
  return sums
    .mul(reciprocal(counts.add(epsilon)))
    .sum()
    .mul(reciprocal(rows.add(epsilon)));
}

/** The value, or 1 if the mask is empty. Consumes both. */
function oneWithout(value: Array, mask: Array): Array {
  return np.where(mask.any(), value, 1);
}

/** Checks shapes and options, and reduces k for small sets. */
export function checkIcnn(embeddings: Array, labels: Array, options: IcnnOptions): IcnnSettings {
  const { k: wanted = 4, window } = checkOptions(options);
  const { n } = checkShape("embeddings", embeddings, ["n", "d"]);
  checkFloat("embeddings", embeddings);
  if (n < 4) throw new InvalidArgumentError("embeddings", "at least 4 rows", n);
  if (embeddings.size === 0) throw new InvalidArgumentError("embeddings", "at least one dimension", 0);
  checkShape("labels", labels, [n]);
  checkInteger("labels", labels);
  checkNumber("k", wanted, { min: 1, integer: true });
  const isTiny = wanted + 2 >= n;
  const k = isTiny ? n - 2 : wanted;
  if (window !== undefined) checkNumber("window", window, { min: k, max: n - 1, integer: true });
  return { k, window: window ?? k + 1, isTiny };
}

/** The value check of whatever takes the score. Borrows both. */
export async function validateIcnn(embeddings: Array, labels: Array, options: IcnnOptions): Promise<void> {
  checkIcnn(embeddings, labels, options);
  await validateFinite("embeddings", embeddings);
}
