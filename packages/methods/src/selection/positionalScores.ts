import { type Array, numpy as np } from "@jax-js/jax";
import { checkOptions } from "../internal/checks.ts";
import { type Rankings, readRankings } from "./rankings.ts";
import { type PositionRule, positionWeights } from "./scoreRules.ts";

export interface PositionalScoresOptions {
  /** What a position is worth. */
  rule: PositionRule;
  /** Places that count, 1..m; needed for "bloc". */
  blocSize?: number;
}

/**
 * Score of every item under a positional voting rule: the sum of w(p) over its positions p in all rankings.
 *
 * @param rankings int32 [n, m], `rankings[v][p]` the item at position p of judge v (0 is best); consumed. They are
 * read back, so keep this out of compiled programs.
 * @returns float32 [m], exact below 2²⁴
 * @throws InvalidArgumentError for a row that is not a permutation of 0..m-1, an unknown rule, or "bloc" without
 * a size in 1..m
 *
 * Source: Boehmer, Celis, Huang, Mehrotra, Vishnoi, "Subset Selection Based On Multiple Rankings in the Presence of
 * Bias", ICML 2023 (arXiv 2306.09835), section 2.
 */
export function positionalScores(rankings: Array, options: PositionalScoresOptions): Array {
  const { rule, blocSize } = checkOptions(options);
  const read = readRankings(rankings);
  const weights = positionWeights(rule, read.items, blocSize);
  rankings.dispose();
  return np.array(Float32Array.from(itemScores(read, weights)));
}

/** Sum of position weights for each item, [items]. */
export function itemScores({ order, items }: Rankings, weights: Float64Array): Float64Array {
  const scores = new Float64Array(items);
  const counting = weights.findLastIndex((weight) => weight > 0) + 1;
  for (let row = 0; row < order.length; row += items) {
    for (let p = 0; p < counting; p++) scores[order[row + p]!]! += weights[p]!;
  }
  return scores;
}
