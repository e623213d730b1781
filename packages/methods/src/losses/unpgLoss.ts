import { type Array, lax, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFlag, checkNumber, checkOneOf, checkOptions } from "../internal/checks.ts";
import { undifferentiated } from "../internal/concreteValue.ts";
import { checkCosineClassifier, validateCosineClassifier } from "../internal/cosineClassifier.ts";
import { crossEntropy } from "../internal/crossEntropy.ts";
import { log } from "../internal/log.ts";
import {
  arcFaceTarget,
  clippedLengths,
  cosFaceTarget,
  magFaceDefaults,
  type MagFaceOptions,
  magFaceRegularizer,
  magFaceTarget,
  type MarginHead,
  marginHeads,
} from "../internal/marginHeads.ts";
import { normalizeRows, validateNoZeroRow } from "../internal/normalizeRows.ts";
import { checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";
import { rowIndices } from "../internal/rowIndices.ts";
import { labelMask, takeLabel } from "../internal/takeLabel.ts";
import { betweenWhiskers } from "./whiskerFilter.ts";

export type { MagFaceOptions, MarginHead };

export interface UnpgOptions {
  /** What becomes of the cosine to the own class; default "cosface". */
  head?: MarginHead;
  /** s > 0, what all cosines are multiplied by; default 64. */
  scale?: number;
  /** m ≥ 0: subtracted from the cosine ("cosface") or added to the angle ("arcface"); default 0.5. */
  margin?: number;
  /** For "magface", which sets its margins by the lengths of embeddings. */
  magface?: Partial<MagFaceOptions>;
  /** Whether pairs of the batch join the denominator; false leaves the head alone. Default true. */
  negativePairs?: boolean;
  /** r ≥ 0 of the filter of pairs, as in `whiskerFilter`; null keeps all pairs. Default 1.5. */
  whisker?: number | null;
  /**
   * Over the examples of the batch; default "mean". The regulariser of "magface" is averaged or added up alike, and left
   * out with "none".
   */
  reduction?: Reduction;
}

type CheckedOptions = Required<UnpgOptions> & { magface: MagFaceOptions };

/**
 * Unified negative pair generation: softmax cross-entropy over scaled cosines between embeddings and class weights, with
 * a margin for the own class, whose denominator also holds the cosines between all embeddings of different classes in
 * the batch: log(1 + (Σ_{j≠y} exp(s·cos(x, w_j)) + Σ_n exp(s·n)) / exp(s·t)). The pairs n are the same for every example,
 * each unordered pair once, without the outliers that `whiskerFilter` finds; the filter's limits get no gradient. A
 * batch without such pairs leaves the head alone.
 *
 * The target logit t is, with c = cos θ the cosine to the own class, c − m ("cosface"), cos(θ + m) ("arcface") or
 * cos(θ + m(|x|)) where c > 0 ("magface"). A row of zeros has the cosine 0 with everything.
 *
 * Memory and time grow as batch · classes, and with the pairs as batch²: their cosines are kept for the gradient, and a
 * copy of half of them is sorted. Consumes its inputs.
 *
 * @param embeddings x, float [batch, dimensions]
 * @param labels class indices in 0..classes−1, int32 [batch]
 * @param weight one direction w_j for each class, float [classes, dimensions]; rows need no unit length
 * @returns losses ≥ 0 (plus the regulariser): a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for other shapes or dtypes, an empty batch, scale ≤ 0, a negative margin or whisker, an
 *   unknown head, lengths that are not 0 < lA < uA; values of arrays are {@link validateUnpgLoss}'s to check
 *
 * Source: Jung et al., "Unified Negative Pair Generation toward Well-discriminative Feature Space for Face Recognition"
 * (2022).
 *
 * @example
 * const loss = unpgLoss(embed(params, images), labels, params.classWeight, { head: "arcface", scale: 32 });
 */
export function unpgLoss(embeddings: Array, labels: Array, weight: Array, options: UnpgOptions = {}): Array {
  const checked = checkUnpgLoss(embeddings, labels, weight, options);
  const { head, scale, magface, negativePairs, whisker, reduction } = checked;
  const lengths = head === "magface" ? clippedLengths(embeddings.ref, magface) : undefined;
  const rows = normalizeRows(embeddings);
  const cosines = np.inner(rows.ref, normalizeRows(weight));
  const logits = withMargin(cosines, labels.ref, lengths?.ref, checked).mul(scale);
  const pairs = negativePairs && rows.shape[0]! > 1 ? keptPairs(rows.ref, labels.ref, whisker) : undefined;
  rows.dispose();
  const losses = pairs ? crossEntropyWithPairs(logits, labels, pairs, scale) : crossEntropy(logits, labels);
  const loss = reduceLosses(losses, reduction);
  if (lengths === undefined) return loss;
  if (reduction !== "none") return loss.add(reduceLosses(magFaceRegularizer(lengths, magface), reduction));
  lengths.dispose();
  return loss;
}

/** The cosines [batch, classes] with the head's target in place of the own class. Consumes all arrays. */
function withMargin(
  cosines: Array,
  labels: Array,
  lengths: Array | undefined,
  { head, margin, magface }: CheckedOptions,
): Array {
  const own = takeLabel(cosines.ref, labels.ref);
  const target =
    lengths !== undefined
      ? magFaceTarget(own, lengths, magface)
      : head === "arcface"
        ? arcFaceTarget(own, margin)
        : cosFaceTarget(own, margin);
  return np.where(labelMask(labels, cosines.shape[1]!), target.reshape([-1, 1]), cosines);
}

/** Cosines of all pairs of a batch, and which of them count, bool; both [batch, batch]. */
interface Pairs {
  cosines: Array;
  isKept: Array;
}

/** The pairs of different classes, each once, that the filter keeps. Consumes both arrays; the rows have length 1. */
function keptPairs(rows: Array, labels: Array, whisker: number | null): Pairs {
  const places = rowIndices(rows);
  const isFirst = places.ref.reshape([-1, 1]).less(places.reshape([1, -1]));
  const isOther = np.notEqual(labels.ref.reshape([-1, 1]), labels.reshape([1, -1]));
  const isPair = np.logicalAnd(isFirst, isOther);
  const cosines = np.inner(rows.ref, rows);
  if (whisker === null) return { cosines, isKept: isPair };
  const values = undifferentiated(cosines);
  const sorted = np.sort(foldPairs(np.where(isPair.ref, values.ref, beyondCosines)));
  const count = isPair.ref.astype(np.int32).sum();
  return { cosines, isKept: np.logicalAnd(isPair, betweenWhiskers(values, sorted, count, whisker)) };
}

/** Stands for pairs that do not count: larger than any cosine, so that sorting puts it last. */
const beyondCosines = 2;

/**
 * The entries above the diagonal as one list, for a square matrix that is `beyondCosines` elsewhere: turned by half a
 * turn, its lower rows fit into the empty corner of the upper ones. Sorting takes half the time then. At least two rows.
 * Consumes x.
 */
function foldPairs(x: Array): Array {
  const size = x.shape[0]!;
  const half = Math.floor(size / 2);
  const rowsOf = (square: Array, from: number, to: number) => square.slice([from, to]).reshape([-1]);
  // In this order, as the engine does not sort what was only cut out of another array.
  const folded = np.minimum(rowsOf(x.ref, 0, half), rowsOf(np.flip(x.ref), 0, half));
  if (size % 2 === 1) return np.concatenate([folded, rowsOf(x, half, half + 1)]);
  x.dispose();
  return folded;
}

/** −log softmax of each row's label, where all rows share the terms of the pairs. Consumes all arrays; [batch]. */
function crossEntropyWithPairs(
  logits: Array,
  labels: Array,
  { cosines, isKept }: Pairs,
  scale: number,
): Array {
  const lowest = np.finfo(logits.dtype).min;
  const pairLogits = np.where(isKept.ref, cosines, 0).mul(scale);
  const pairPeak = lax.stopGradient(np.max(np.where(isKept.ref, pairLogits.ref, lowest)));
  const shiftedPairs = np.where(isKept.ref, pairLogits.sub(pairPeak.ref), 0);
  const pairSum = np.where(isKept, np.exp(shiftedPairs), 0).sum();
  const peak = np.maximum(lax.stopGradient(np.max(logits.ref, 1)), pairPeak.ref);
  const shifted = logits.sub(peak.ref.reshape([-1, 1]));
  const sum = np
    .exp(shifted.ref)
    .sum(1)
    .add(pairSum.mul(np.exp(pairPeak.sub(peak))));
  return log(sum).sub(takeLabel(shifted, labels));
}

function checkUnpgLoss(
  embeddings: Array,
  labels: Array,
  weight: Array,
  options: UnpgOptions,
): CheckedOptions {
  const { head = "cosface", scale = 64, margin = 0.5, whisker = 1.5 } = checkOptions(options);
  const { magface = {}, negativePairs = true, reduction = "mean" } = options;
  checkCosineClassifier(embeddings, labels, weight);
  checkOneOf("head", head, marginHeads);
  checkNumber("scale", scale, { above: 0 });
  checkNumber("margin", margin, { min: 0 });
  checkFlag("negativePairs", negativePairs);
  if (whisker !== null) checkNumber("whisker", whisker, { min: 0 });
  checkReduction(reduction);
  return { head, scale, margin, magface: checkMagFace(magface), negativePairs, whisker, reduction };
}

function checkMagFace(given: Partial<MagFaceOptions>): MagFaceOptions {
  if (typeof given !== "object" || given === null) {
    throw new InvalidArgumentError("magface", "a record of options", given);
  }
  const options = { ...magFaceDefaults, ...given };
  const { lMargin, uMargin, lA, uA, lambdaG } = options;
  checkNumber("magface.lMargin", lMargin, { min: 0 });
  checkNumber("magface.uMargin", uMargin, { min: 0 });
  checkNumber("magface.lA", lA, { above: 0 });
  checkNumber("magface.uA", uA, { above: lA });
  checkNumber("magface.lambdaG", lambdaG, { min: 0 });
  return options;
}

/**
 * Checks the values that {@link unpgLoss} takes on trust. Borrows the arrays.
 * @throws InvalidArgumentError for whatever the loss refuses, labels outside 0..classes−1, embeddings or weights that
 *   are not finite, rows of zeros
 */
export async function validateUnpgLoss(
  embeddings: Array,
  labels: Array,
  weight: Array,
  options: UnpgOptions = {},
): Promise<void> {
  checkUnpgLoss(embeddings, labels, weight, options);
  await validateCosineClassifier(embeddings, labels, weight);
  await validateNoZeroRow("embeddings", embeddings);
}
