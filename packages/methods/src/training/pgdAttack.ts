import { type Array, random } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkNumber, checkOptions } from "../internal/checks.ts";
import {
  checkAttackRegion,
  checkNorm,
  type PerturbationNorm,
  projectedAscent,
} from "../internal/projectedAscent.ts";

export type { PerturbationNorm };

export interface PgdAttackOptions {
  /** Radius of the ball, ≥ 0. */
  epsilon: number;
  /** Length of a step in the same norm, > 0. */
  stepSize: number;
  /** Number of steps, ≥ 0. */
  steps: number;
  /** Smallest value of an entry of the result; default 0. */
  clipMin?: number;
  /** Largest value of an entry of the result; default 1. */
  clipMax?: number;
  /** Default "linf". */
  norm?: PerturbationNorm;
  /** Where the ascent starts, added to x as it is; the shape of x. Consumed. */
  initialPerturbation: Array;
}

/**
 * Projected gradient ascent on an objective of the input: from x plus the initial perturbation, clipped to the
 * range of the data, each step moves along the sign of the gradient ("l2": along the gradient of unit length),
 * back into the ball around x, and back into the range. Works eagerly and inside a compiled program, where the
 * steps are unrolled. Run it outside the function that is differentiated for training; the result carries no
 * gradient in any case.
 *
 * @param objective inputs [batch, ...] to one value per example, [batch], to be made large. It is called once a
 * step and consumes the inputs; arrays that it closes over it must take as `.ref`, they stay the caller's.
 * @param x float [batch, ...]
 * @returns the attacked inputs, the shape of x
 * @throws InvalidArgumentError for ε < 0, step size ≤ 0, steps < 0 or not whole, clipMin ≥ clipMax, another
 * shape of the initial perturbation
 *
 * Source: Madry et al., "Towards Deep Learning Models Resistant to Adversarial Attacks" (ICLR 2018).
 *
 * @example
 * const initialPerturbation = randomPerturbation(key, x.shape, { epsilon: 0.1 });
 * const attacked = pgdAttack(
 *   (input) => compSumLoss(np.matmul(input, weights.ref), labels.ref, { reduction: "none" }),
 *   x,
 *   { epsilon: 0.1, stepSize: 0.025, steps: 5, initialPerturbation },
 * );
 */
export function pgdAttack(objective: (x: Array) => Array, x: Array, options: PgdAttackOptions): Array {
  const { initialPerturbation, ...ascent } = checkPgdAttack(x, options);
  return projectedAscent(objective, x, initialPerturbation, ascent);
}

/**
 * Checks the arguments of an attack in several steps.
 * @returns the options with their defaults
 */
export function checkPgdAttack(x: Array, options: PgdAttackOptions): Required<PgdAttackOptions> {
  const { epsilon, stepSize, steps, clipMin = 0, clipMax = 1, norm = "linf" } = checkOptions(options);
  const { initialPerturbation } = options;
  checkNumber("stepSize", stepSize, { above: 0 });
  checkNumber("steps", steps, { min: 0, integer: true });
  if (!initialPerturbation) {
    throw new InvalidArgumentError("initialPerturbation", "an array", initialPerturbation);
  }
  checkAttackRegion(x, { epsilon, clipMin, clipMax, norm }, initialPerturbation);
  return { epsilon, stepSize, steps, clipMin, clipMax, norm, initialPerturbation };
}

/**
 * A point of the ball, uniformly: a start for {@link pgdAttack}.
 * @param key engine key; consumed
 * @param shape of the inputs to be attacked, [batch, ...]
 * @param options.epsilon radius of the ball, ≥ 0
 * @param options.norm default "linf": every entry in [−ε, ε]; "l2": each example in the Euclidean ball
 * @returns float32 of that shape
 * @throws InvalidArgumentError for ε < 0 or an unknown norm
 */
export function randomPerturbation(
  key: Array,
  shape: number[],
  { epsilon, norm = "linf" }: Pick<PgdAttackOptions, "epsilon" | "norm">,
): Array {
  checkNumber("epsilon", epsilon, { min: 0 });
  checkNorm(norm);
  if (norm === "linf") return random.uniform(key, shape).mul(2).sub(1).mul(epsilon);
  const [batch = 1, ...rest] = shape;
  const dimensions = rest.reduce((product, extent) => product * extent, 1);
  return random
    .ball(key, dimensions, { shape: [batch] })
    .reshape(shape)
    .mul(epsilon);
}
