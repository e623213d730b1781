import { type Array, numpy as np } from "@jax-js/jax";
import { log1p } from "./log1p.ts";

/**
 * log(1 + eˣ), elementwise; consumes x. The engine's own overflows for large x and is 0 below −17, where this one
 * keeps its digits.
 */
export function softplus(x: Array): Array {
  const positive = np.maximum(x.ref, 0);
  // −|x|, in a form whose derivative is right at 0 too, whatever the engine takes for that of the maximum.
  const exponent = x.sub(positive.ref.mul(2));
  return positive.add(log1p(np.exp(exponent)));
}
