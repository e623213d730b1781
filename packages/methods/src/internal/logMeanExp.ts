import { type Array, lax, numpy as np } from "@jax-js/jax";
import { log } from "./log.ts";

/**
 * `log(mean(exp(x)))` along the last axis, without overflow; consumes x. The mean of equal entries is the entry itself,
 * to the last digit, which a sum less the logarithm of the count would miss.
 * @param x finite floats of any shape, not empty
 * @returns the shape of `x` without its last axis
 */
export function logMeanExp(x: Array): Array {
  const peak = lax.stopGradient(np.max(x.ref, -1, { keepdims: true }));
  const mean = np.exp(x.sub(peak.ref)).mean(-1);
  return log(mean).add(np.squeeze(peak, -1));
}
