import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkNumber, checkNumbers, checkOptions } from "../internal/checks.ts";

export interface ClassBalancedOptions {
  /** β in [0, 1]: 0 weights all classes alike, 1 by 1/count; default 0.9999. */
  beta?: number;
}

/**
 * Class weights by the effective number of examples: proportional to (1 − β)/(1 − β^n) for a class of n examples,
 * scaled to add up to the number of classes.
 *
 * @param counts examples of each class, each > 0; at least one class
 * @returns weights > 0, float32 [classes]
 * @throws InvalidArgumentError for no classes, a count ≤ 0, β outside [0, 1]
 *
 * Source: Cui et al., "Class-Balanced Loss Based on Effective Number of Samples" (CVPR 2019), equation 2.
 *
 * @example
 * classBalancedWeights([100, 10]); // about [0.18, 1.82]
 */
export function classBalancedWeights(counts: ArrayLike<number>, options: ClassBalancedOptions = {}): Array {
  const { beta = 0.9999 } = checkOptions(options);
  checkNumbers("counts", counts, { above: 0 });
  if (counts.length === 0) throw new InvalidArgumentError("counts", "at least one class", "none");
  checkNumber("beta", beta, { min: 0, max: 1 });
  // 1 − β^n without the cancellation, up to the common factor 1 − β.
  const effective = (count: number) => (beta === 1 ? count : -Math.expm1(count * Math.log(beta)));
  const weights = globalThis.Array.from(counts, (count) => 1 / effective(count));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return np.array(weights.map((weight) => (weight * weights.length) / sum));
}
