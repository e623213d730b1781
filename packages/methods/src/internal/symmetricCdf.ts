import { type Array, lax, numpy as np } from "@jax-js/jax";
import { reciprocal } from "./reciprocal.ts";

/** A distribution that is symmetric about 0, by whose cumulative function a soft comparator decides. */
export type SwapDistribution = "cauchy" | "logistic" | "reciprocal" | "gaussian" | "optimal";

const functions: Record<SwapDistribution, (v: Array) => Array> = {
  cauchy: (v) => np.atan(v).div(Math.PI).add(0.5),
  logistic,
  reciprocal: (v) =>
    v.ref
      .mul(reciprocal(np.abs(v).add(2)))
      .add(1)
      .mul(0.5),
  gaussian: (v) => lax.erf(v.div(Math.SQRT2)).add(1).mul(0.5),
  optimal,
};

export const swapDistributions = Object.keys(functions) as SwapDistribution[];

/**
 * F(v), elementwise, with F(−v) = 1 − F(v); consumes v. "cauchy": arctan(v)/π + ½. "logistic": 1/(1 + exp(−v)).
 * "reciprocal": (v/(2 + |v|) + 1)/2. "gaussian": that of the standard normal distribution. "optimal": v + ½ for
 * |v| ≤ ¼, beyond it 1 − 1/(16v) and −1/(16v).
 */
export function symmetricCdf(distribution: SwapDistribution, v: Array): Array {
  return functions[distribution](v);
}

/** By exp(−|v|), which cannot overflow: of an infinite exp(−v) the gradient would be 0 · ∞. */
function logistic(v: Array): Array {
  const isLarge = v.ref.greaterEqual(0);
  const decay = np.exp(np.abs(v).neg());
  const larger = reciprocal(decay.ref.add(1));
  return np.where(isLarge, larger.ref, decay.mul(larger));
}

function optimal(v: Array): Array {
  const isPositive = v.ref.greater(0);
  const isNear = np.abs(v.ref).lessEqual(0.25);
  // Where the other branch is taken a 1 stands in for v, so that no gradient is divided by 0.
  const tail = reciprocal(np.abs(np.where(isNear.ref, 1, v.ref))).mul(1 / 16);
  const far = np.where(isPositive, tail.ref.neg().add(1), tail);
  return np.where(isNear, v.add(0.5), far);
}
