import { type Array, numpy as np } from "@jax-js/jax";

/** Rows scaled to length 1; a row of zeros stays. Consumes x. */
export function unitRows(x: Array): Array {
  const lengths = np.sqrt(np.square(x.ref).sum(-1, { keepdims: true }));
  return x.div(np.maximum(lengths, 1e-12));
}
