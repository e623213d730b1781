import { numpy as np } from "@jax-js/jax";
import { multiwinnerScore, positionalScores, selectMultiwinner } from "@offprint/methods/selection";
import { type RuleName, rules, seats } from "./rules.ts";
import { firstRankings, type RankingTable, type Simulation } from "./simulation.ts";

/** Judges panels of one rule by the unbiased rankings. */
export interface Judge {
  /** The panel that the rule chooses without bias. */
  best: number[];
  /** How many of its members are disadvantaged: the best number of seats to guarantee. */
  bestSeats: number;
  /** F(S)/F(best), and the same with the score of a random panel taken off both. */
  quality(panel: number[]): { quality: number; normalizedQuality: number };
}

export function makeJudge({ items, groups, unbiased }: Simulation, name: RuleName): Judge {
  const { rule, owa, randomPanelScore } = rules[name];
  const scoreOf = (panel: number[]) =>
    multiwinnerScore(firstRankings(unbiased), np.array(Int32Array.from(panel)), { rule, owa });
  const { subset: best } = selectMultiwinner(firstRankings(unbiased), { k: seats, rule, owa });
  const bestScore = scoreOf(best);
  const randomScore = (unbiased.order.length / items) * randomPanelScore(items);
  return {
    best,
    bestSeats: best.filter((item) => groups[item] === 1).length,
    quality(panel) {
      const score = scoreOf(panel);
      return {
        quality: score / bestScore,
        normalizedQuality: (score - randomScore) / (bestScore - randomScore),
      };
    },
  };
}

/**
 * The panel that a rule chooses from the first biased rankings, with seats guaranteed to the disadvantaged group. Ties,
 * which SNTV has in plenty, go to the lowest item number; groups are random, so that this favours neither.
 */
export function choosePanel(
  { groups, biased }: Simulation,
  name: RuleName,
  count: number,
  guaranteed: number,
): number[] {
  const { rule, owa } = rules[name];
  return selectMultiwinner(firstRankings(biased, count), {
    k: seats,
    rule,
    owa,
    groups: np.array(groups.slice()),
    lowerBounds: [0, guaranteed],
  }).subset;
}

/** Mean score of each item in a ranking, [items]. */
export async function meanItemScores(table: RankingTable, name: RuleName, count?: number): Promise<number[]> {
  const rankings = firstRankings(table, count);
  const judges = rankings.shape[0]!;
  const scores = await positionalScores(rankings, { rule: rules[name].rule, blocSize: seats }).data();
  return Array.from(scores, (score) => score / judges);
}
