import type { Array } from "@jax-js/jax";
import { checkOptions } from "../internal/checks.ts";
import { checkAttackRegion, projectedAscent } from "../internal/projectedAscent.ts";
import type { PerturbationNorm } from "./pgdAttack.ts";

export interface FgsmAttackOptions {
  /** Radius of the ball and length of the step, ≥ 0. */
  epsilon: number;
  /** Smallest value of an entry of the result; default 0. */
  clipMin?: number;
  /** Largest value of an entry of the result; default 1. */
  clipMax?: number;
  /** Default "linf". */
  norm?: PerturbationNorm;
  /** Where the step starts, added to x; the shape of x. Consumed. Left out: the step starts at x. */
  initialPerturbation?: Array;
}

/**
 * The fast gradient sign method: one step of length ε along the sign of the objective's gradient ("l2": along the
 * gradient of unit length), back into the ball around x and into the range of the data. With a random start it is
 * the attack of fast adversarial training. Works eagerly and inside a compiled program; the result carries no
 * gradient.
 *
 * @param objective inputs [batch, ...] to one value per example, [batch], to be made large. It consumes the inputs;
 * arrays that it closes over it must take as `.ref`, they stay the caller's.
 * @param x float [batch, ...]
 * @returns the attacked inputs, the shape of x
 * @throws InvalidArgumentError for ε < 0, clipMin ≥ clipMax, another shape of the initial perturbation
 *
 * Source: Goodfellow, Shlens, Szegedy, "Explaining and Harnessing Adversarial Examples" (ICLR 2015); the start:
 * Wong, Rice, Kolter, "Fast is better than free" (ICLR 2020).
 *
 * @example
 * const attacked = fgsmAttack(
 *   (input) => compSumLoss(np.matmul(input, weights.ref), labels.ref, { reduction: "none" }),
 *   x,
 *   { epsilon: 0.1 },
 * );
 */
export function fgsmAttack(objective: (x: Array) => Array, x: Array, options: FgsmAttackOptions): Array {
  const { epsilon, clipMin = 0, clipMax = 1, norm = "linf", initialPerturbation } = checkOptions(options);
  const region = { epsilon, clipMin, clipMax, norm };
  checkAttackRegion(x, region, initialPerturbation);
  return projectedAscent(objective, x, initialPerturbation, { ...region, stepSize: epsilon, steps: 1 });
}
