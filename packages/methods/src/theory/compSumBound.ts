import { checkNumbers } from "../internal/checks.ts";
import { checkCompSumBoundOptions, type CompSumBoundOptions, compSumTransform } from "./compSumTransform.ts";

/**
 * What a surrogate regret guarantees: the largest zero-one regret Γ_τ = T_τ⁻¹ that goes with it, at most 1.
 * Both regrets are against the best conditional risk over all scores.
 *
 * @param regret surrogate regrets of the comp-sum loss of this τ, each ≥ 0
 * @returns bounds on the zero-one regret, each in [0, 1]
 * @throws InvalidArgumentError for a negative regret, τ negative or not finite, fewer than two classes
 *
 * Source: Mao, Mohri, Zhong, "Cross-Entropy Loss Functions: Theoretical Analysis and Applications" (ICML 2023),
 * the H-consistency bounds of comp-sum losses.
 *
 * @example
 * compSumBound([0.05], { tau: 1, numClasses: 10 }); // [0.3136]
 */
export function compSumBound(regret: number[], options: CompSumBoundOptions): number[] {
  checkCompSumBoundOptions(options);
  checkNumbers("regret", regret, { min: 0 });
  const transform = (beta: number) => compSumTransform([beta], options)[0]!;
  const largest = transform(1);
  return regret.map((value) => {
    if (value === 0) return 0;
    return value >= largest ? 1 : smallestReaching(value, transform);
  });
}

/** Bisection on [0, 1] for the smallest argument at which an increasing function reaches a value. */
function smallestReaching(value: number, increasing: (x: number) => number): number {
  let [low, high] = [0, 1];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return high;
    if (increasing(middle) < value) low = middle;
    else high = middle;
  }
}
