import { type Array, jit, numpy as np } from "@jax-js/jax";

/**
 * 1 / x, elementwise; consumes x. The engine's own rule, differentiated outside a program, leaves one array behind
 * on every call; as a program of its own (which an enclosing program inlines) it frees everything. `x` must not be
 * cast from integers or truth values: the engine gives such a cast a derivative of the wrong dtype.
 */
export const reciprocal: (x: Array) => Array = /* @__PURE__ */ jit(function reciprocal(x: Array) {
  return np.reciprocal(x);
});
