import { type Array, lax, numpy as np } from "@jax-js/jax";

/**
 * Natural logarithm, elementwise; consumes x > 0. The engine's own, on its Wasm backend, cuts its series short
 * and is up to 1.1e-5 too small (worst just below powers of two), which a loss near 0 or an exponential of it
 * does not forgive. One Newton step on exp(y) = x brings the error down to float32 rounding.
 */
export function log(x: Array): Array {
  const rough = np.log(x.ref);
  const correction = x.mul(np.exp(rough.ref.neg())).sub(1);
  return rough.add(lax.stopGradient(correction));
}
