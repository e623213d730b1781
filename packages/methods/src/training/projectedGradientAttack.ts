import { type Array, lax } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkNumber, checkOptions, checkSameShape, validateFinite } from "../internal/checks.ts";
import { projectedAscent } from "../internal/projectedAscent.ts";

export interface ProjectedGradientAttackOptions {
  /** Largest change of an entry, ≥ 0. */
  epsilon: number;
  /** Number of steps, ≥ 1. */
  steps: number;
  /** Length of a step, ≥ 0. */
  stepSize: number;
  /** Smallest value of an attacked entry; default 0. */
  lower?: number;
  /** Largest value of an attacked entry; default 1. */
  upper?: number;
  /** Draws in [−1, 1], the shape of x: the attack starts at ε times them, clipped to the box. Left out: at 0. Consumed. */
  start?: Array;
}

/**
 * The perturbation δ of the box max(−ε, lower − x) ≤ δ ≤ min(ε, upper − x) that projected gradient ascent finds:
 * steps along the sign of the loss's gradient, clipped to the box. The same ascent as `pgdAttack`, which returns
 * x + δ and knows other balls. Works eagerly and inside a compiled program, where the steps are unrolled; δ
 * carries no gradient.
 *
 * @param lossFn inputs [batch, ...] to one loss per example, [batch], to be made large. It is called once a step
 * and consumes the inputs; arrays that it closes over it must take as `.ref`, they stay the caller's.
 * @param x float [batch, ...], entries in [lower, upper]
 * @returns δ, the shape of x
 * @throws InvalidArgumentError for ε < 0, steps < 1 or not whole, a negative step size, lower ≥ upper, another
 * shape of the start. Values are checked by {@link validateProjectedGradientAttack} alone.
 *
 * Source: Sow et al., "Doubly Robust Instance-Reweighted Adversarial Training" (ICLR 2024), inner maximisation;
 * Madry et al. (ICLR 2018).
 *
 * @example
 * const delta = projectedGradientAttack(
 *   (input) => compSumLoss(np.matmul(input, weights.ref), labels.ref, { reduction: "none" }),
 *   x.ref,
 *   { epsilon: 0.15, steps: 5, stepSize: 0.075 },
 * );
 * const attacked = x.add(delta);
 */
export function projectedGradientAttack(
  lossFn: (xAdv: Array) => Array,
  x: Array,
  options: ProjectedGradientAttackOptions,
): Array {
  const { epsilon, steps, stepSize, lower = 0, upper = 1, start } = checkArguments(x, options);
  const attacked = projectedAscent(lossFn, x.ref, start?.mul(epsilon), {
    epsilon,
    clipMin: lower,
    clipMax: upper,
    norm: "linf",
    stepSize,
    steps,
  });
  return lax.stopGradient(attacked.sub(x));
}

function checkArguments(x: Array, options: ProjectedGradientAttackOptions): ProjectedGradientAttackOptions {
  const { epsilon, steps, stepSize, lower = 0, upper = 1, start } = checkOptions(options);
  checkFloat("x", x);
  checkNumber("epsilon", epsilon, { min: 0 });
  checkNumber("steps", steps, { min: 1, integer: true });
  checkNumber("stepSize", stepSize, { min: 0 });
  checkNumber("upper", upper);
  checkNumber("lower", lower, { below: upper });
  if (start !== undefined) {
    checkSameShape("start", start, "x", x);
    checkFloat("start", start);
  }
  return options;
}

/**
 * Checks the values that {@link projectedGradientAttack} takes on trust: entries of x in [lower, upper], draws in
 * [−1, 1]. Borrows both.
 * @throws InvalidArgumentError for whatever `projectedGradientAttack` refuses, and naming the first value out of range
 */
export async function validateProjectedGradientAttack(
  x: Array,
  options: ProjectedGradientAttackOptions,
): Promise<void> {
  const { lower = 0, upper = 1, start } = checkArguments(x, options);
  await validateWithin("x", x, lower, upper);
  if (start) await validateWithin("start", start, -1, 1);
}

async function validateWithin(argument: string, x: Array, least: number, largest: number): Promise<void> {
  await validateFinite(argument, x);
  const values = await x.ref.data();
  const at = values.findIndex((value) => value < least || value > largest);
  if (at < 0) return;
  throw new InvalidArgumentError(
    argument,
    `values in [${least}, ${largest}]`,
    `${values[at]} at flat index ${at}`,
  );
}
