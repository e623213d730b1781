import { type Array, numpy as np } from "@jax-js/jax";
import { log } from "./log.ts";

/**
 * log cosh x = |x| + log((1 + e^{−2|x|}) / 2), elementwise and without overflow; consumes x. Its slope is tanh x.
 * With c = 2x it is the softplus of c less its linear part: softplus(c) = c/2 + log cosh(c/2) + log 2.
 */
export function logCosh(x: Array): Array {
  const size = np.abs(x);
  const decay = np.exp(size.ref.mul(-2));
  return size.add(log(decay.add(1).mul(0.5)));
}
