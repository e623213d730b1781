import { type Array, numpy as np } from "@jax-js/jax";
import { log } from "./log.ts";

/** Up to here the series of {@link nearZero} is exact to 2e-9, relative to its result. */
const cutoff = 0.1;

/**
 * log(1 + x), elementwise; consumes x > −1. Accurate relative to the result, also where x is so small that 1 + x
 * loses it; the engine's own inherits the error of its logarithm for x > 0.2 (see {@link log}).
 */
export function log1p(x: Array): Array {
  const isNear = np.abs(x.ref).lessEqual(cutoff);
  const near = nearZero(np.where(isNear.ref, x.ref, 0));
  // Where the other branch is taken, this one is kept away from log(0).
  const far = log(np.where(isNear.ref, 1, x.add(1)));
  return np.where(isNear, near, far);
}

/** x − x²/2 + x³/3 − … + x⁷/7. */
function nearZero(x: Array): Array {
  let sum = x.ref.mul(1 / 7);
  for (let power = 6; power >= 1; power--) {
    const sign = power % 2 === 1 ? 1 : -1;
    sum = sum.add(sign / power).mul(x.ref);
  }
  x.dispose();
  return sum;
}
