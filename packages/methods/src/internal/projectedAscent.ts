import { type Array, grad, lax, numpy as np } from "@jax-js/jax";
import { checkFloat, checkNumber, checkOneOf, checkSameShape } from "./checks.ts";

/** Which ball a perturbation stays in: of the largest entry, or of the Euclidean norm of each example. */
export type PerturbationNorm = "linf" | "l2";

/** Where an attacked input may lie: near x, and in the range of the data. */
export interface AttackRegion {
  /** Radius of the ball around x, ≥ 0. */
  epsilon: number;
  clipMin: number;
  clipMax: number;
  norm: PerturbationNorm;
}

/** Checks the region, the input that is attacked and where the attack starts; without a start, at x itself. */
export function checkAttackRegion(
  x: Array,
  { epsilon, clipMin, clipMax, norm }: AttackRegion,
  initialPerturbation?: Array,
): void {
  checkFloat("x", x);
  checkNumber("epsilon", epsilon, { min: 0 });
  checkNumber("clipMax", clipMax);
  checkNumber("clipMin", clipMin, { below: clipMax });
  checkNorm(norm);
  if (initialPerturbation === undefined) return;
  checkSameShape("initialPerturbation", initialPerturbation, "x", x);
  checkFloat("initialPerturbation", initialPerturbation);
}

/** Checks the `norm` option. */
export function checkNorm(norm: PerturbationNorm): void {
  checkOneOf("norm", norm, ["linf", "l2"]);
}

/**
 * The ascent that all attacks share: steps along the steepest direction of the norm, each followed by the way back
 * into the ball around x and into the range of the data.
 * @param objective inputs to one value per example, [batch]; consumes the inputs
 * @param x [batch, ...]; consumed
 * @param initialPerturbation consumed; left out, the ascent starts at x
 * @returns the attacked inputs, without a gradient
 */
export function projectedAscent(
  objective: (x: Array) => Array,
  x: Array,
  initialPerturbation: Array | undefined,
  { epsilon, clipMin, clipMax, norm, stepSize, steps }: AttackRegion & { stepSize: number; steps: number },
): Array {
  const gradient = grad((input: Array) => objective(input).sum());
  const { direction, project } = balls[norm];
  const start = initialPerturbation ? x.ref.add(initialPerturbation) : x.ref;
  let attacked = np.clip(start, clipMin, clipMax);
  for (let step = 0; step < steps; step++) {
    const ascent = direction(gradient(attacked.ref)).mul(stepSize);
    const perturbation = project(attacked.add(ascent).sub(x.ref), epsilon);
    attacked = np.clip(x.ref.add(perturbation), clipMin, clipMax);
  }
  x.dispose();
  return lax.stopGradient(attacked);
}

interface Ball {
  /** Steepest ascent of length 1 in the ball's norm. */
  direction: (gradient: Array) => Array;
  /** Nearest perturbation of the ball. */
  project: (perturbation: Array, epsilon: number) => Array;
}

const balls: Record<PerturbationNorm, Ball> = {
  linf: {
    direction: (gradient) => np.sign(gradient),
    project: (perturbation, epsilon) => np.clip(perturbation, -epsilon, epsilon),
  },
  l2: {
    direction: (gradient) => gradient.ref.div(exampleNorms(gradient)),
    project: (perturbation, epsilon) =>
      perturbation.ref.mul(np.minimum(np.trueDivide(epsilon, exampleNorms(perturbation)), 1)),
  },
};

/** Euclidean norm of each example, kept off 0, with axes of extent 1 in place of the summed ones. */
function exampleNorms(x: Array): Array {
  const axes = globalThis.Array.from({ length: x.ndim - 1 }, (_, axis) => axis + 1);
  return np.sqrt(np.square(x).sum(axes, { keepdims: true }).add(1e-24));
}
