import { checkNumber, checkNumbers, checkOptions } from "../internal/checks.ts";
import { isCrossEntropy } from "../internal/compSumFamily.ts";

export interface CompSumBoundOptions {
  /** Member of the comp-sum family, ≥ 0. */
  tau: number;
  /** Number of classes n, at least 2. */
  numClasses: number;
}

/**
 * Estimation-error transform T_τ of the comp-sum losses: the surrogate regret is never below T_τ of the
 * zero-one regret, both against the best conditional risk over all scores.
 *
 * @param beta zero-one regrets, each in [0, 1]
 * @returns T_τ(β) for each β: increasing and convex, 0 at 0
 * @throws InvalidArgumentError for β outside [0, 1], τ negative or not finite, fewer than two classes
 *
 * Source: Mao, Mohri, Zhong, "Cross-Entropy Loss Functions: Theoretical Analysis and Applications" (ICML 2023),
 * the H-consistency bounds of comp-sum losses.
 */
export function compSumTransform(beta: number[], options: CompSumBoundOptions): number[] {
  checkCompSumBoundOptions(options);
  checkNumbers("beta", beta, { min: 0, max: 1 });
  return beta.map((value) => transform(value, options.tau, options.numClasses));
}

/** Checks the options that the transform and its inverse share. */
export function checkCompSumBoundOptions(options: CompSumBoundOptions): void {
  const { tau, numClasses } = checkOptions(options);
  checkNumber("tau", tau, { min: 0 });
  checkNumber("numClasses", numClasses, { min: 2, integer: true });
}

function transform(beta: number, tau: number, numClasses: number): number {
  if (isCrossEntropy(tau)) return entropyGap(beta);
  if (tau >= 2) return beta / ((tau - 1) * numClasses ** (tau - 1));
  const scale = tau < 1 ? 2 ** (1 - tau) : numClasses ** (1 - tau);
  return (scale * Math.expm1((2 - tau) * logPowerMean(beta, 2 - tau))) / (tau - 1);
}

/** log M with M = ((1+β)^{1/s} + (1−β)^{1/s}) / 2. */
function logPowerMean(beta: number, s: number): number {
  const spread = Math.atanh(beta) / s;
  if (spread < 1) return Math.log1p(-beta * beta) / (2 * s) + logCosh(spread);
  return Math.log1p(beta) / s + Math.log1p(Math.exp(-2 * spread)) - Math.LN2;
}

/** Accurate next to 0, where cosh itself rounds to 1. */
function logCosh(x: number): number {
  return Math.log1p(2 * Math.sinh(x / 2) ** 2);
}

/** ((1+β) log(1+β) + (1−β) log(1−β)) / 2. */
function entropyGap(beta: number): number {
  if (beta === 1) return Math.LN2;
  return Math.log1p(-beta * beta) / 2 + beta * Math.atanh(beta);
}
