import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkFloat,
  checkInteger,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
} from "../internal/checks.ts";

export interface EstimateSmoothnessOptions {
  /** n, the number of rankings that the scores are sums over; 1 for scores per ranking. */
  rankings: number;
  /** The most that one ranking can give an item: m-1 for "borda", 1 for "sntv" and "bloc". */
  tau1: number;
  /** How far apart two items must be to be told apart, in (0, 1]. Default 1: any difference counts. */
  beta?: number;
}

export interface Smoothness {
  /** Score of the weakest item as a share of the largest possible one: how much signal it receives. */
  alpha: number;
  /** Below 1, bias never turns round two items of a group that differ by a factor of at least 1/beta. */
  gamma: number;
}

/**
 * How well a scoring rule carries quality through bias. The number of rankings that suffices to choose well under
 * group bounds grows with 1/alpha: a rule that gives somebody next to nothing needs very many.
 *
 * alpha = min over items of min(F, F̂) / (tau1 · n); gamma = max of F̂ⱼ/F̂ᵢ over the ordered pairs i ≠ j of a group with
 * beta · Fᵢ >= Fⱼ (0 without such a pair; for F̂ᵢ = 0 infinite, or 1 if F̂ⱼ = 0 as well).
 *
 * @param latentScores F, expected scores without bias, [m], >= 0; consumed
 * @param biasedScores F̂, expected scores with bias, [m], >= 0; consumed
 * @param groups int32 [m], group of each item; consumed. All three are read back.
 * @throws InvalidArgumentError for other shapes, scores that are negative or not finite, rankings or tau1 that are not
 * positive, or beta outside (0, 1]
 *
 * Source: Boehmer et al., ICML 2023 (arXiv 2306.09835), the definition of smoothness; for separable rules an item's
 * marginal contribution is its score.
 */
export function estimateSmoothness(
  latentScores: Array,
  biasedScores: Array,
  groups: Array,
  options: EstimateSmoothnessOptions,
): Smoothness {
  const { rankings, tau1, beta = 1 } = checkOptions(options);
  const { m } = checkShape("latentScores", latentScores, ["m"]);
  checkNotEmpty("latentScores", latentScores);
  checkShape("biasedScores", biasedScores, [m]);
  checkShape("groups", groups, [m]);
  checkInteger("groups", groups);
  checkNumber("rankings", rankings, { above: 0 });
  checkNumber("tau1", tau1, { above: 0 });
  checkNumber("beta", beta, { above: 0, max: 1 });
  const latent = readScores("latentScores", latentScores);
  const biased = readScores("biasedScores", biasedScores);
  const group = groups.ref.dataSync();
  for (const x of [latentScores, biasedScores, groups]) x.dispose();

  const weakest = Math.min(...latent, ...biased);
  let gamma = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const comparable = i !== j && group[i] === group[j] && beta * latent[i]! >= latent[j]!;
      if (comparable) gamma = Math.max(gamma, reversal(biased[i]!, biased[j]!));
    }
  }
  return { alpha: weakest / (tau1 * rankings), gamma };
}

/** F̂ⱼ/F̂ᵢ, where two items without any score are equal. */
function reversal(better: number, worse: number): number {
  if (better > 0) return worse / better;
  return worse === 0 ? 1 : Infinity;
}

/** Borrows. */
function readScores(argument: string, scores: Array): number[] {
  checkFloat(argument, scores);
  const values = globalThis.Array.from(scores.ref.dataSync());
  const at = values.findIndex((value) => !(value >= 0 && value < Infinity));
  if (at < 0) return values;
  throw new InvalidArgumentError(argument, "finite scores >= 0", `${values[at]} at index ${at}`);
}
