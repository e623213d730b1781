import { type Array, DType, numpy as np } from "@jax-js/jax";
import { checkNumber } from "../internal/checks.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { biasCorrection, squares, updateMoment } from "./moments.ts";
import {
  type ArrayTree,
  checkFloatTree,
  checkSameTree,
  disposeTree,
  mapTree,
  refTree,
  scalarDtype,
} from "./tree.ts";

export interface ScaleByAdamOptions {
  /** Decay of the first moment, in [0, 1). Default 0.9. */
  b1?: number;
  /** Decay of the second moment, in [0, 1). Default 0.999. */
  b2?: number;
  /** Added to the root of the second moment; > 0. Default 1e-8. */
  eps?: number;
}

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
  checkNumber("b1", b1, { min: 0, below: 1 });
  checkNumber("b2", b2, { min: 0, below: 1 });
  checkNumber("eps", eps, { above: 0 });
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
      const mu = updateMoment(refTree(updates), state.mu, b1);
      const nu = updateMoment(squares(updates), state.nu, b2);
      const dtype = scalarDtype(mu);
      const unbias1 = np.reciprocal(biasCorrection(b1, count.ref, dtype));
      const unbias2 = np.reciprocal(np.sqrt(biasCorrection(b2, count.ref, dtype)));
      const direction = (first: Array, second: Array) => {
        const root = np.sqrt(second).mul(unbias2.ref.astype(first.dtype));
        return first.mul(unbias1.ref.astype(first.dtype)).div(root.add(eps));
      };
      const result = mapTree(direction, refTree(mu) as typeof updates, refTree(nu));
      disposeTree([unbias1, unbias2]);
      return [result, { count, mu, nu }];
    },
  };
}
