import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkInteger, checkNumber, checkNumbers, checkOptions, checkShape } from "../internal/checks.ts";
import { itemScores } from "./positionalScores.ts";
import { type Rankings, readRankings } from "./rankings.ts";
import { type Owa, owaWeights, type PositionRule, positionWeights } from "./scoreRules.ts";

export interface SelectMultiwinnerOptions {
  /** Number of items to choose, 1..m. */
  k: number;
  /** What a position is worth. */
  rule: PositionRule;
  /** How much a judge's best, second best, … chosen item counts. Default "sum". */
  owa?: Owa;
  /** Places that count for "bloc", 1..m. Default k. */
  blocSize?: number;
  /** Group of each item, int32 [m], ids from 0; consumed. Needed for `lowerBounds`. */
  groups?: Array;
  /** Fewest items to choose of each group, by id. Default: no bounds. */
  lowerBounds?: readonly number[];
}

export interface MultiwinnerSelection {
  /** The chosen items in the order in which they were chosen, [k]. */
  subset: number[];
  /** What each of them added to the score, [k]. */
  gains: number[];
}

/**
 * Chooses a set of items of high multiwinner score that holds a guaranteed number of each group.
 *
 * Greedy: takes the item that adds most to the score, among those after which the seats still promised to groups fit
 * into the seats left. For owa "sum" the result is optimal; in general its score is at least half of the optimum's,
 * and 1 − 1/e of it without bounds. Gains within 1e-12 are equal and go to the lowest item index.
 *
 * @param rankings int32 [n, m], `rankings[v][p]` the item at position p of judge v (0 is best); consumed. They are
 * read back, so keep this out of compiled programs.
 * @throws InvalidArgumentError for a row that is not a permutation of 0..m-1, k outside 1..m, an unknown rule or owa,
 * a bloc size outside 1..m, bounds without groups, group ids without a bound, or bounds that cannot be met
 *
 * Source: Boehmer et al., ICML 2023 (arXiv 2306.09835), section 2, with lower bounds on each group.
 *
 * @example
 * // Eight seats, at least three of them for group 1.
 * selectMultiwinner(rankings, { k: 8, rule: "borda", groups, lowerBounds: [0, 3] }).subset;
 */
export function selectMultiwinner(rankings: Array, options: SelectMultiwinnerOptions): MultiwinnerSelection {
  const { k, rule, owa = "sum", groups, lowerBounds = [] } = checkOptions(options);
  const read = readRankings(rankings);
  checkNumber("k", k, { min: 1, max: read.items, integer: true });
  const weights = positionWeights(rule, read.items, options.blocSize ?? k);
  const shares = owaWeights(owa, k);
  const ids = readGroups(options, read.items);
  rankings.dispose();
  groups?.dispose();

  const separable = shares.every((share) => share === 1);
  const marginal = separable ? separableGains(read, weights) : rankedGains(read, weights, shares);
  return greedy(read.items, seatsFor(k, ids, lowerBounds), marginal);
}

/** What each item would add to the score of the items taken so far. */
interface MarginalGains {
  /** [items]; entries of taken items mean nothing. */
  current(): Float64Array;
  take(item: number): void;
}

function greedy(items: number, seats: Seats, marginal: MarginalGains): MultiwinnerSelection {
  const subset: number[] = [];
  const gains: number[] = [];
  const taken = new Uint8Array(items);
  while (seats.left() > 0) {
    const current = marginal.current();
    let best = -1;
    for (let item = 0; item < items; item++) {
      if (taken[item] || !seats.allow(item)) continue;
      if (best < 0 || current[item]! > current[best]! + 1e-12) best = item;
    }
    subset.push(best);
    gains.push(current[best]!);
    taken[best] = 1;
    seats.take(best);
    marginal.take(best);
  }
  return { subset, gains };
}

/** The seats not yet given, some of them promised to groups. */
interface Seats {
  left(): number;
  /** Whether every promise could still be kept if this item took the next seat. */
  allow(item: number): boolean;
  take(item: number): void;
}

function seatsFor(k: number, groups: ArrayLike<number>, lowerBounds: readonly number[]): Seats {
  let left = k;
  const promised = [...lowerBounds];
  const fillsPromise = (item: number) => (promised[groups[item]!] ?? 0) > 0;
  return {
    left: () => left,
    allow: (item) => sum(promised) < left || fillsPromise(item),
    take(item) {
      left--;
      if (fillsPromise(item)) promised[groups[item]!]!--;
    },
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** With "sum" an item adds its own score, whatever else was taken. */
function separableGains(rankings: Rankings, weights: Float64Array): MarginalGains {
  const scores = itemScores(rankings, weights);
  return { current: () => scores, take: () => {} };
}

/**
 * In general an item pushes the judge's worse choices one place back. For each judge the weights of the items taken
 * are kept in falling order.
 */
function rankedGains(
  { order, items, judges }: Rankings,
  weights: Float64Array,
  shares: Float64Array,
): MarginalGains {
  const worth = new Float64Array(order.length);
  for (let at = 0; at < order.length; at++) {
    const p = at % items;
    worth[at - p + order[at]!] = weights[p]!;
  }
  const k = shares.length;
  const taken = new Float64Array(judges * k);
  let count = 0;

  function gain(judge: number, own: number): number {
    const first = judge * k;
    let added = 0;
    let j = count;
    for (; j > 0 && taken[first + j - 1]! < own; j--) {
      added += (shares[j]! - shares[j - 1]!) * taken[first + j - 1]!;
    }
    return added + shares[j]! * own;
  }

  function insert(judge: number, own: number): void {
    const first = judge * k;
    let j = count;
    for (; j > 0 && taken[first + j - 1]! < own; j--) taken[first + j] = taken[first + j - 1]!;
    taken[first + j] = own;
  }

  return {
    current() {
      const gains = new Float64Array(items);
      for (let judge = 0; judge < judges; judge++) {
        for (let item = 0; item < items; item++) gains[item]! += gain(judge, worth[judge * items + item]!);
      }
      return gains;
    },
    take(item) {
      for (let judge = 0; judge < judges; judge++) insert(judge, worth[judge * items + item]!);
      count++;
    },
  };
}

/** Group id of each item, empty where no group has a bound; borrows. */
function readGroups(
  { k, groups, lowerBounds = [] }: SelectMultiwinnerOptions,
  items: number,
): ArrayLike<number> {
  if (groups) {
    checkShape("groups", groups, [items]);
    checkInteger("groups", groups);
  }
  checkNumbers("lowerBounds", lowerBounds);
  if (lowerBounds.length === 0) return [];
  if (!groups) throw new InvalidArgumentError("groups", "the group of each item for lowerBounds", groups);
  const ids = groups.ref.dataSync();
  const sizes = groupSizes(ids, lowerBounds.length);
  for (const [id, bound] of lowerBounds.entries()) {
    checkNumber(`lowerBounds[${id}]`, bound, { min: 0, max: sizes[id]!, integer: true });
  }
  if (sum(lowerBounds) > k) throw new InvalidArgumentError("lowerBounds", `a sum <= k = ${k}`, lowerBounds);
  return ids;
}

function groupSizes(ids: ArrayLike<number>, groups: number): number[] {
  const sizes = globalThis.Array.from({ length: groups }, () => 0);
  for (const id of globalThis.Array.from(ids)) {
    if (!(id >= 0 && id < groups)) {
      throw new InvalidArgumentError("groups", `ids in 0..${groups - 1}, one per bound`, id);
    }
    sizes[id]!++;
  }
  return sizes;
}
