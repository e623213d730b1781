import { Array, DType, grad, hessian, jvp, numpy as np, valueAndGrad } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkNumber, checkOneOf, checkOptions, checkSameShape } from "../internal/checks.ts";
import { reciprocal } from "../internal/reciprocal.ts";
import { type ArrayTree, checkFloatTree, disposeTree, mapTree, refTree } from "../optimizers/tree.ts";
import { barrierCurvature, checkBox, validateLogBarrier } from "./logBarrier.ts";

/** Where the derivative is taken; `x` and `delta` are those of one example. All are consumed. */
export interface HypergradientPoint<Params extends ArrayTree> {
  /** Parameters θ of the network, a tree of floats. */
  params: Params;
  /** The example, float [d]. */
  x: Array;
  /** Its label, in whatever form the loss takes it. */
  y: Array;
  /** The attack δ* that solves the lower problem for these parameters, float [d], inside the box. */
  delta: Array;
  /** Lower corner of the box of δ, float [d]. */
  lower: Array;
  /** Upper corner, float [d]. */
  upper: Array;
}

export interface ImplicitHypergradientOptions {
  /** Strength of the barrier, > 0. */
  c: number;
  /** Weight of ‖δ‖²/2 in the lower problem, ≥ 0. Default 0. */
  l2?: number;
  /**
   * Curvature of the lower problem: "full", or without that of the loss, "barrier" (default): a ReLU network is
   * linear in its input almost everywhere, and solving is then a division.
   */
  hessian?: "barrier" | "full";
}

/** Loss of one example, a scalar; consumes its arguments. */
export type LossOfExample<Params extends ArrayTree> = (
  params: Params,
  x: Array,
  y: Array,
  delta: Array,
) => Array;

/** Total derivative of a loss through its attack. */
export interface Hypergradient<Params extends ArrayTree> {
  /** The loss at the attack, a scalar. */
  value: Array;
  /** Its derivative with respect to the parameters. */
  grad: Params;
  /** v = H⁻¹ ∇_δ l, [d]. */
  solve: Array;
}

/** Distances from the sides of the box below this count as this much. */
const leastDistance = 1e-6;

/**
 * Total derivative of l(θ, δ*(θ)) with respect to θ where the attack δ*(θ) is the minimiser of
 * −l(θ, δ) + (l2/2)‖δ‖² − c Σ [log(upper − δ) + log(δ − lower)]: the direct gradient plus what θ does to the attack,
 * by the implicit function theorem. With the curvature H of the lower problem and v = H⁻¹ ∇_δ l it is
 * ∇_θ l + ∇_θ ⟨∇_δ l(θ, δ*), v⟩, v and δ* held fixed.
 *
 * Consumes its arrays. "full" takes memory of order d² for the Hessian and time of order d³ for solving. A compiled
 * program takes "barrier" in float32. Outside of programs the engine leaves some small arrays behind whenever it
 * differentiates twice, so mind the memory in long loops.
 *
 * @param loss cross-entropy or the like of one example, a scalar; consumes its arguments
 * @returns value, the loss at δ*; grad, the derivative, a tree like `params`; solve, the vector v [d]
 * @throws InvalidArgumentError for c ≤ 0, l2 < 0, another hessian, vectors of different lengths, and inside a compiled
 * program for "full" or float64. Values are checked by {@link validateImplicitHypergradient} alone.
 *
 * Source: Sow et al., "Doubly Robust Instance-Reweighted Adversarial Training" (ICLR 2024), implicit differentiation
 * of the log-barrier attack.
 *
 * @example
 * const loss = ({ weights }: { weights: Array }, x: Array, y: Array, delta: Array) =>
 *   compSumLoss(np.matmul(x.add(delta).reshape([1, -1]), weights), y.reshape([1]));
 * const point = { params: { weights }, x, y, delta, lower, upper };
 * const { grad } = implicitHypergradient(loss, point, { c: 0.01 });
 */
export function implicitHypergradient<Params extends ArrayTree>(
  loss: LossOfExample<Params>,
  point: HypergradientPoint<Params>,
  options: ImplicitHypergradientOptions,
): Hypergradient<Params> {
  checkArguments(point, options);
  const { params, x, y, delta, lower, upper } = point;
  const lossAt = (theta: Params, perturbation: Array) => loss(theta, x.ref, y.ref, perturbation);
  const ofDelta = (perturbation: Array) => lossAt(refTree(params), perturbation);
  const solve = solveLower(ofDelta, delta.ref, lower, upper, options);

  const [value, direct] = valueAndGradient((theta: Params) => lossAt(theta, delta.ref), refTree(params));
  const slopeAlongSolve = (theta: Params) => {
    const ofDeltaAt = (perturbation: Array) => lossAt(refTree(theta), perturbation);
    const [height, slope] = jvp(ofDeltaAt, [delta.ref], [solve.ref]);
    height.dispose();
    disposeTree(theta);
    return slope;
  };
  const [slope, indirect] = valueAndGradient(slopeAlongSolve, params);
  for (const array of [x, y, delta, slope]) array.dispose();
  return { value, grad: mapTree((a, b) => a.add(b), direct, indirect), solve };
}

/** v = H⁻¹ ∇_δ l for the curvature H of the lower problem. Consumes the arrays. */
function solveLower(
  ofDelta: (delta: Array) => Array,
  delta: Array,
  lower: Array,
  upper: Array,
  { c, l2 = 0, hessian: kind = "barrier" }: ImplicitHypergradientOptions,
): Array {
  const above = np.maximum(upper.sub(delta.ref), leastDistance);
  const below = np.maximum(delta.ref.sub(lower), leastDistance);
  const diagonal = barrierCurvature(above, below, c).add(l2);
  const gradient = grad(ofDelta)(delta.ref);
  if (kind === "barrier") {
    delta.dispose();
    return gradient.mul(reciprocal(diagonal));
  }
  const curvature = np.diag(diagonal).sub(hessian(ofDelta)(delta));
  return np.linalg.solve(curvature, gradient);
}

/** The engine's own, for trees whose type its generics cannot infer. */
function valueAndGradient<Params extends ArrayTree>(
  fn: (params: Params) => Array,
  params: Params,
): [Array, Params] {
  return (valueAndGrad as unknown as (of: typeof fn) => (at: Params) => [Array, Params])(fn)(params);
}

function checkArguments(
  { params, x, delta, lower, upper }: HypergradientPoint<ArrayTree>,
  options: ImplicitHypergradientOptions,
): void {
  const { c, l2 = 0, hessian: kind = "barrier" } = checkOptions(options);
  checkFloatTree("params", params);
  checkBox(delta, lower, upper);
  checkSameShape("x", x, "delta", delta);
  checkFloat("x", x);
  checkNumber("c", c, { above: 0 });
  checkNumber("l2", l2, { min: 0 });
  checkOneOf("hessian", kind, ["barrier", "full"]);
  if (!(delta instanceof Array)) checkTraceable(delta, kind);
}

/** In a program the engine's second derivatives of a loss are wrong in float64, and its solver does not compile. */
function checkTraceable(delta: Array, kind: "barrier" | "full"): void {
  if (kind === "barrier" && delta.dtype === DType.Float32) return;
  throw new InvalidArgumentError(
    "delta",
    'an array with values (a compiled program takes float32 with "barrier" alone)',
    "one that is being traced into a program",
  );
}

/**
 * Checks the values that {@link implicitHypergradient} takes on trust: lower < δ < upper, all finite. Borrows the
 * arrays.
 * @throws InvalidArgumentError for whatever `implicitHypergradient` refuses, and naming the first value that breaks
 * the order
 */
export async function validateImplicitHypergradient(
  point: HypergradientPoint<ArrayTree>,
  options: ImplicitHypergradientOptions,
): Promise<void> {
  checkArguments(point, options);
  await validateLogBarrier(point.delta, point.lower, point.upper);
}
