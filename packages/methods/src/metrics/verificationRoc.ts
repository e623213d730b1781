import { InvalidArgumentError } from "../errors.ts";
import { checkNumbers, checkOptions } from "../internal/checks.ts";

export interface VerificationRocOptions {
  /** Thresholds to report the rates at, any finite numbers. Default: −Infinity and every similarity that occurs. */
  thresholds?: ArrayLike<number>;
  /** False accept rates in (0, 1] to report the true accept rate at. Default [0.001]. */
  far?: number[];
}

/** How often a threshold errs on pairs of the same and of different classes. */
export interface VerificationRoc {
  /** As given, or ascending. */
  thresholds: Float64Array;
  /** Share of negative pairs above each threshold. */
  falseAcceptRates: Float64Array;
  /** Share of positive pairs not above it. */
  falseRejectRates: Float64Array;
  /** Equal error rate in [0, 1], where both rates meet; linear between neighbouring thresholds. */
  equalErrorRate: number;
  /** Share of positive pairs accepted at each entry of `far`, and the threshold that this takes. */
  atFar: { far: number; threshold: number; trueAcceptRate: number }[];
}

/**
 * Verification by a threshold: a pair is taken for one of the same class if its similarity lies strictly above. Reports
 * false accepts and false rejects, the equal error rate and the true accept rate at given false accept rates.
 *
 * With N negatives the threshold for a false accept rate f is the ⌊f · N⌋-th largest negative similarity, the largest
 * where that is the 0th, so that no more than a share f of the negatives lies above.
 * Time grows as n log n with the number of pairs, memory as n.
 *
 * @param positives similarities of the pairs of the same class: larger means more alike, so give distances negated
 * @param negatives similarities of the pairs of different classes
 * @throws InvalidArgumentError for no positives or no negatives, numbers that are not finite, rates outside (0, 1]
 *
 * Source: the usual measures of biometric verification (ISO/IEC 19795-1).
 *
 * @example
 * const { positives, negatives } = pairCosines(embeddings, labels);
 * const { equalErrorRate, atFar } = verificationRoc(positives, negatives, { far: [1e-3, 1e-4] });
 */
export function verificationRoc(
  positives: ArrayLike<number>,
  negatives: ArrayLike<number>,
  options: VerificationRocOptions = {},
): VerificationRoc {
  const { thresholds, far = [1e-3] } = checkOptions(options);
  checkSimilarities("positives", positives);
  checkSimilarities("negatives", negatives);
  if (thresholds !== undefined) checkNumbers("thresholds", thresholds);
  checkNumbers("far", far, { above: 0, max: 1 });
  const [own, other] = [Float64Array.from(positives).sort(), Float64Array.from(negatives).sort()];
  const all = merged(own, other);
  return {
    ...ratesAt(thresholds === undefined ? distinct(all) : Float64Array.from(thresholds), own, other),
    equalErrorRate: crossing(all, own, other),
    atFar: far.map((rate) => {
      const threshold = thresholdAtFar(other, rate);
      return { far: rate, threshold, trueAcceptRate: shareAbove(own, threshold) };
    }),
  };
}

function checkSimilarities(argument: string, values: ArrayLike<number>): void {
  checkNumbers(argument, values);
  if (values.length === 0) throw new InvalidArgumentError(argument, "at least one similarity", "none");
}

/** The numbers of two ascending lists in one. */
function merged(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length);
  let [i, j] = [0, 0];
  for (let at = 0; at < all.length; at++) {
    const takesFirst = j === b.length || (i < a.length && a[i]! <= b[j]!);
    all[at] = takesFirst ? a[i++]! : b[j++]!;
  }
  return all;
}

/** −Infinity and the distinct numbers of an ascending list. */
function distinct(ascending: Float64Array): Float64Array {
  const kept = ascending.filter((value, i) => i === 0 || value > ascending[i - 1]!);
  const thresholds = new Float64Array(kept.length + 1).fill(-Infinity, 0, 1);
  thresholds.set(kept, 1);
  return thresholds;
}

type Rates = Pick<VerificationRoc, "thresholds" | "falseAcceptRates" | "falseRejectRates">;

function ratesAt(thresholds: Float64Array, own: Float64Array, other: Float64Array): Rates {
  return {
    thresholds,
    falseAcceptRates: thresholds.map((at) => shareAbove(other, at)),
    falseRejectRates: thresholds.map((at) => countUpTo(own, at) / own.length),
  };
}

/**
 * Where the falling and the rising rate meet, between neighbours of all similarities. The rates start as 1 and 0 and
 * end as 0 and 1.
 */
function crossing(all: Float64Array, own: Float64Array, other: Float64Array): number {
  const gapAt = (limit: number) => shareAbove(other, limit) - countUpTo(own, limit) / own.length;
  let [low, high] = [0, all.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (gapAt(all[middle]!) > 0) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [low === 0 ? -Infinity : all[low - 1]!, all[low]!];
  const share = gapAt(before) / (gapAt(before) - gapAt(after));
  const accepts = shareAbove(other, before);
  return accepts + share * (shareAbove(other, after) - accepts);
}

function thresholdAtFar(ascending: Float64Array, far: number): number {
  // The product of a decimal fraction and a count may fall short of the integer it stands for.
  const place = Math.max(1, Math.floor(far * ascending.length + 1e-9));
  return ascending[ascending.length - place]!;
}

const shareAbove = (ascending: Float64Array, limit: number) =>
  (ascending.length - countUpTo(ascending, limit)) / ascending.length;

/** How many numbers of an ascending list are at most `limit`. */
function countUpTo(ascending: Float64Array, limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
