import { type Array, DType, numpy as np } from "@jax-js/jax";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { adamDirection, checkMoments, type MomentOptions, squares, updateMoment } from "./moments.ts";
import {
  type ArrayTree,
  checkFloatTree,
  checkSameTree,
  disposeTree,
  mapTree,
  refTree,
  scalarDtype,
} from "./tree.ts";

export type ScaleByAdamOptions = MomentOptions;

export type ScaleByAdamState = {
  /** int32 scalar: updates so far. */
  count: Array;
  /** First moments. */
  mu: ArrayTree;
  /** Second moments. */
  nu: ArrayTree;
};

/**
 * Adam's direction m̂ / (√v̂ + eps) with bias-corrected moments (Kingma & Ba 2015, algorithm 1).
 * @throws InvalidArgumentError if a decay is outside [0, 1) or `eps` is not > 0
 */
export function scaleByAdam({
  b1 = 0.9,
  b2 = 0.999,
  eps = 1e-8,
}: ScaleByAdamOptions = {}): GradientTransformation<ScaleByAdamState> {
  checkMoments({ b1, b2, eps });
  const check = (updates: ArrayTree, state: ScaleByAdamState) => {
    checkFloatTree("updates", updates);
    checkSameTree("updates", updates, "state.mu", state.mu);
  };
  return {
    init: (params) => ({
      count: np.zeros([], { dtype: DType.Int32 }),
      mu: mapTree((param) => np.zerosLike(param.ref), params),
      nu: mapTree((param) => np.zerosLike(param), params),
    }),
    check,
    update(updates, state, params) {
      check(updates, state);
      if (params) disposeTree(params);
      const count = state.count.add(1);
      const direction = adamDirection(count.ref, { b1, b2, eps }, scalarDtype(updates));
      const mu = updateMoment(refTree(updates), state.mu, b1);
      const nu = updateMoment(squares(updates), state.nu, b2);
      const result = mapTree(direction, refTree(mu), refTree(nu));
      direction.dispose();
      return [result, { count, mu, nu }];
    },
  };
}
