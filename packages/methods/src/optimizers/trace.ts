import { numpy as np } from "@jax-js/jax";
import { checkNumber } from "../internal/checks.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { type ArrayTree, checkFloatTree, checkSameTree, disposeTree, mapTree, refTree } from "./tree.ts";

export interface TraceOptions {
  /** Momentum μ in [0, 1). */
  decay: number;
  /** Look one step ahead: the update is g + μ t. Default false. */
  nesterov?: boolean;
}

export type TraceState = {
  /** Decaying sum of the updates. */
  trace: ArrayTree;
};

/**
 * Momentum: t ← g + μ t, and t is the update (with `nesterov`, g + μ t).
 * Sutskever et al. 2013, in the form of PyTorch's SGD with dampening 0.
 * @throws InvalidArgumentError if `decay` is outside [0, 1)
 */
export function trace({ decay, nesterov = false }: TraceOptions): GradientTransformation<TraceState> {
  checkNumber("decay", decay, { min: 0, below: 1 });
  const check = (updates: ArrayTree, state: TraceState) => {
    checkFloatTree("updates", updates);
    checkSameTree("updates", updates, "state.trace", state.trace);
  };
  const accumulate = <T extends ArrayTree>(updates: T, sums: ArrayTree): T =>
    mapTree((update, sum) => update.add(sum.mul(decay)), updates, sums);
  return {
    init: (params) => ({ trace: mapTree((param) => np.zerosLike(param), params) }),
    check,
    update(updates, state, params) {
      check(updates, state);
      if (params) disposeTree(params);
      if (nesterov) {
        const next = accumulate(refTree(updates), state.trace);
        return [accumulate(updates, refTree(next)), { trace: next }];
      }
      const next = accumulate(updates, state.trace);
      return [refTree(next), { trace: next }];
    },
  };
}
