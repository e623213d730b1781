import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkNumber, checkNumbers, checkOptions } from "../internal/checks.ts";
import { innerProduct } from "../internal/innerProduct.ts";
import { checkLabelList, readLabels } from "../internal/readLabels.ts";
import { checkRows } from "../internal/checkRows.ts";
import { readRows, type Rows } from "../internal/readRows.ts";

export interface OpisOptions {
  /** False accept rate at the lower end of the calibration range, in (0, farMax); default 0.01. */
  farMin?: number;
  /** False accept rate at its upper end, in (farMin, 1); default 0.1. */
  farMax?: number;
  /** Thresholds in the range, both ends included, an integer ≥ 2; default 101. */
  steps?: number;
  /** The calibration range itself, [dMin, dMax] with dMin < dMax, instead of one from false accept rates. */
  range?: [dMin: number, dMax: number];
}

/** Classes are those with a positive pair, by ascending label. */
export interface Opis {
  /** OPIS ≥ 0, the variance of the utility over classes, averaged over thresholds; 0: one threshold fits all. */
  value: number;
  /** The calibration range, Euclidean distances of unit vectors. */
  dMin: number;
  dMax: number;
  /** Equally spaced from dMin to dMax, [steps]. */
  thresholds: Float64Array;
  /** In [0, 1], [classes][steps]. */
  utility: number[][];
  /** For each class the mean over thresholds of its squared deviation from the mean utility. */
  classScore: number[];
  /** Mean of `utility`. */
  meanUtility: number;
}

/**
 * Operating-point inconsistency score: how differently one distance threshold works for different classes.
 *
 * At a threshold d the sensitivity φ of a class is the share of its positive pairs at distance ≤ d, its specificity ψ
 * the share of the negative pairs with one end in the class at distance > d, and its utility 2φψ / (φ + ψ), or 0 where
 * both are 0. The score is the mean over classes and thresholds of the squared difference between a class's utility and
 * the mean utility. Thresholds span the range in which the false accept rate over all N negative pairs goes from
 * `farMin` to `farMax`; the threshold of a rate f is the ⌊f · N⌋-th smallest negative distance (at least the first).
 *
 * An evaluation measure in float64, not differentiable: it reads the arrays at once and consumes them, unless they are
 * refused. Time grows as n² · (d + log n). Memory grows as n²: 4 · n² bytes for the distance of every pair, and as much
 * again for sorting those of negative pairs unless there is a `range` (50 MB for 2 500 examples). Small classes have
 * coarse sensitivities, which raise the score: compare models on the same examples.
 *
 * @param embeddings floats [n, d], without rows of zeros; scaled to length 1
 * @param labels class of each example, an `Int32Array` or an int32 array [n]
 * @throws InvalidArgumentError for other shapes or dtypes, fewer than 2 classes, no class with 2 examples, options out
 * of range, values that are not finite, rows of zeros, and arrays that are being traced into a program
 *
 * Source: Zhang et al., "Threshold-Consistent Margin Loss for Open-World Deep Metric Learning" (ICLR 2024); the integral
 * over thresholds as a mean over a grid.
 *
 * @example
 * const { value, classScore } = opis(embeddings, labels);
 */
export function opis(embeddings: Array, labels: Int32Array | Array, options: OpisOptions = {}): Opis {
  const { farMin, farMax, steps, range } = checkOpisOptions(options);
  const { n } = checkRows("embeddings", embeddings);
  const count = checkLabelList(labels);
  if (count !== n) throw new InvalidArgumentError("labels", `${n} labels, one for each embedding`, count);
  const rows = readRows("embeddings", embeddings, { normalize: true });
  const classes = groupByClass(readLabels(labels instanceof Int32Array ? labels : labels.ref));
  for (const array of [embeddings, labels]) if (!(array instanceof Int32Array)) array.dispose();
  const distances = pairDistances(rows);
  const [dMin, dMax] = range ?? calibrationRange(distances, classes, farMin, farMax);
  const thresholds = spread(dMin, dMax, steps);
  const utility = utilities(distances, classes, thresholds);
  return { dMin, dMax, thresholds, utility, ...scoresOf(utility) };
}

interface Classes {
  /** Place of each example's class among all labels, ascending. */
  of: Int32Array;
  /** Examples of each class. */
  sizes: number[];
}

function groupByClass(labels: ArrayLike<number>): Classes {
  const all = globalThis.Array.from(labels);
  const distinct = [...new Set(all)].sort((a, b) => a - b);
  const places = new Map(distinct.map((label, place) => [label, place]));
  const of = Int32Array.from(all, (label) => places.get(label)!);
  const sizes = distinct.map(() => 0);
  for (const place of of) sizes[place]!++;
  if (sizes.length < 2) throw new InvalidArgumentError("labels", "at least 2 classes", "one class");
  if (Math.max(...sizes) < 2) {
    throw new InvalidArgumentError("labels", "a class with at least 2 examples", "one example of each");
  }
  return { of, sizes };
}

/** Calls back for every unordered pair, in the order of first and then second index. */
function forEachPair(count: number, visit: (first: number, second: number, pair: number) => void): void {
  let pair = 0;
  for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) visit(i, j, pair++);
}

/** Euclidean distances of rows of length 1, one for each unordered pair. */
function pairDistances(rows: Rows): Float64Array {
  const distances = new Float64Array((rows.count * (rows.count - 1)) / 2);
  forEachPair(rows.count, (i, j, pair) => {
    distances[pair] = Math.sqrt(Math.max(0, 2 - 2 * innerProduct(rows, i, rows, j)));
  });
  return distances;
}

/** The negative distances at two false accept rates. */
function calibrationRange(
  distances: Float64Array,
  { of }: Classes,
  farMin: number,
  farMax: number,
): [dMin: number, dMax: number] {
  const negatives = new Float64Array(distances.length);
  let found = 0;
  forEachPair(of.length, (i, j, pair) => {
    if (of[i] !== of[j]) negatives[found++] = distances[pair]!;
  });
  const ascending = negatives.subarray(0, found).sort();
  // The product of a decimal fraction and a count may fall short of the integer it stands for.
  const at = (rate: number) => ascending[Math.max(0, Math.floor(rate * found + 1e-9) - 1)]!;
  return [at(farMin), at(farMax)];
}

/** Equally spaced numbers, the ends exactly as given: they are distances of pairs, which rounding would move across. */
function spread(from: number, to: number, steps: number): Float64Array {
  const numbers = Float64Array.from({ length: steps }, (_, t) => from + ((to - from) * t) / (steps - 1));
  numbers[steps - 1] = to;
  return numbers;
}

/** [classes with a positive pair][thresholds] */
function utilities(distances: Float64Array, { of, sizes }: Classes, thresholds: Float64Array): number[][] {
  const tally = () => sizes.map(() => new Float64Array(thresholds.length + 1));
  const [positives, negatives] = [tally(), tally()];
  forEachPair(of.length, (i, j, pair) => {
    const from = firstAtLeast(thresholds, distances[pair]!);
    const [own, other] = [of[i]!, of[j]!];
    if (own === other) positives[own]![from]!++;
    else {
      negatives[own]![from]!++;
      negatives[other]![from]!++;
    }
  });
  return sizes.flatMap((size, place) => {
    if (size < 2) return [];
    const within = shares(positives[place]!, (size * (size - 1)) / 2);
    const accepted = shares(negatives[place]!, size * (of.length - size));
    return [within.map((sensitivity, t) => harmonicMean(sensitivity, 1 - accepted[t]!))];
  });
}

/** Running totals of a tally over thresholds, as shares; what lies beyond the last threshold is left out. */
function shares(tally: Float64Array, all: number): number[] {
  let total = 0;
  return globalThis.Array.from(tally.subarray(0, -1), (count) => (total += count) / all);
}

const harmonicMean = (a: number, b: number) => (a + b > 0 ? (2 * a * b) / (a + b) : 0);

/** Place of the first of the ascending numbers that is ≥ `value`; their count if none is. */
function firstAtLeast(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function scoresOf(utility: number[][]): Pick<Opis, "value" | "classScore" | "meanUtility"> {
  const average = utility[0]!.map((_, t) => mean(utility.map((own) => own[t]!)));
  const classScore = utility.map((own) => mean(own.map((value, t) => (value - average[t]!) ** 2)));
  return { value: mean(classScore), classScore, meanUtility: mean(average) };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

type CheckedOptions = Required<Omit<OpisOptions, "range">> & Pick<OpisOptions, "range">;

function checkOpisOptions(options: OpisOptions): CheckedOptions {
  const { farMin = 0.01, farMax = 0.1, steps = 101, range } = checkOptions(options);
  checkNumber("farMax", farMax, { above: 0, below: 1 });
  checkNumber("farMin", farMin, { above: 0, below: farMax });
  checkNumber("steps", steps, { min: 2, integer: true });
  if (range === undefined) return { farMin, farMax, steps };
  checkNumbers("range", range);
  if (range.length !== 2 || !(range[0] < range[1])) {
    throw new InvalidArgumentError("range", "two increasing distances", range);
  }
  return { farMin, farMax, steps, range };
}
