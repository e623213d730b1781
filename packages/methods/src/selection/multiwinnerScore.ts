import type { Array } from "@jax-js/jax";
import { checkInteger, checkNotEmpty, checkOptions, checkShape } from "../internal/checks.ts";
import { membership, readRankings } from "./rankings.ts";
import { type Owa, owaWeights, type PositionRule, positionWeights } from "./scoreRules.ts";

export interface MultiwinnerScoreOptions {
  /** What a position is worth. */
  rule: PositionRule;
  /** How much a judge's best, second best, … chosen item counts. Default "sum". */
  owa?: Owa;
  /** Places that count for "bloc", 1..m. Default: the size of the subset. */
  blocSize?: number;
}

/**
 * Score of a set of items under a multiwinner voting rule: for each judge Σⱼ aⱼ w(pⱼ) over the positions
 * p₁ < p₂ < … of the chosen items in that judge's ranking, summed over the judges.
 *
 * @param rankings int32 [n, m], `rankings[v][p]` the item at position p of judge v (0 is best); consumed
 * @param subset int32 [k], distinct items; consumed
 * @returns the score; both arrays are read back, so keep this out of compiled programs
 * @throws InvalidArgumentError for a row that is not a permutation of 0..m-1, items of the subset that do not exist
 * or come twice, an empty subset, an unknown rule or owa, or a bloc size outside 1..m
 *
 * Source: Boehmer et al., ICML 2023 (arXiv 2306.09835), section 2.
 */
export function multiwinnerScore(rankings: Array, subset: Array, options: MultiwinnerScoreOptions): number {
  const { rule, owa = "sum", blocSize } = checkOptions(options);
  const { order, items } = readRankings(rankings);
  const { k } = checkShape("subset", subset, ["k"]);
  checkInteger("subset", subset);
  checkNotEmpty("subset", subset);
  const chosen = membership("subset", subset.ref.dataSync(), items);
  const weights = positionWeights(rule, items, blocSize ?? k);
  const shares = owaWeights(owa, k);
  rankings.dispose();
  subset.dispose();

  let score = 0;
  for (let row = 0; row < order.length; row += items) {
    for (let p = 0, found = 0; found < k; p++) {
      if (chosen[order[row + p]!]) score += shares[found++]! * weights[p]!;
    }
  }
  return score;
}
