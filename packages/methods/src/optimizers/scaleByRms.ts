import { numpy as np } from "@jax-js/jax";
import { checkNumber } from "../internal/checks.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { squares, updateMoment } from "./moments.ts";
import { type ArrayTree, checkFloatTree, checkSameTree, disposeTree, mapTree, refTree } from "./tree.ts";

export interface ScaleByRmsOptions {
  /** Decay of the average of squares, in [0, 1). Default 0.9. */
  decay?: number;
  /** Keeps the divisor away from 0; > 0. Default 1e-8. */
  eps?: number;
  /** Add `eps` inside the root (optax's default, true) or to the root (PyTorch, false). */
  epsInSqrt?: boolean;
}

export type ScaleByRmsState = {
  /** Average of squares. */
  nu: ArrayTree;
};

/**
 * Divides by the root of a running mean of squares, which starts at 0 and isn't bias-corrected (Hinton 2012,
 * RMSProp).
 * @throws InvalidArgumentError if `decay` is outside [0, 1) or `eps` is not > 0
 */
export function scaleByRms({
  decay = 0.9,
  eps = 1e-8,
  epsInSqrt = true,
}: ScaleByRmsOptions = {}): GradientTransformation<ScaleByRmsState> {
  checkNumber("decay", decay, { min: 0, below: 1 });
  checkNumber("eps", eps, { above: 0 });
  const check = (updates: ArrayTree, state: ScaleByRmsState) => {
    checkFloatTree("updates", updates);
    checkSameTree("updates", updates, "state.nu", state.nu);
  };
  return {
    init: (params) => ({ nu: mapTree((param) => np.zerosLike(param), params) }),
    check,
    update(updates, state, params) {
      check(updates, state);
      if (params) disposeTree(params);
      const nu = updateMoment(squares(refTree(updates)), state.nu, decay);
      const result = mapTree(
        (update, square) => update.div(epsInSqrt ? np.sqrt(square.add(eps)) : np.sqrt(square).add(eps)),
        updates,
        refTree(nu),
      );
      return [result, { nu }];
    },
  };
}
