import type { GradientTransformation } from "./gradientTransformation.ts";
import { type ArrayTree, disposeTree, refTree } from "./tree.ts";

/**
 * Applies transformations one after the other; the state is the list of their states.
 *
 * @example
 * const optimizer = chain(clipByGlobalNorm(1), scaleByAdam(), scaleByLearningRate(1e-3));
 */
export function chain(...transformations: GradientTransformation[]): GradientTransformation<ArrayTree[]> {
  const check = (updates: ArrayTree, states: ArrayTree[], params?: ArrayTree) => {
    for (const [i, stage] of transformations.entries()) stage.check?.(updates, states[i]!, params);
  };
  return {
    init(params) {
      const states = transformations.map((stage) => stage.init(refTree(params)));
      disposeTree(params);
      return states;
    },
    check,
    update(updates, states, params) {
      check(updates, states, params);
      let current = updates;
      const next = transformations.map((stage, i) => {
        const [changed, state] = stage.update(current, states[i]!, params && refTree(params));
        current = changed;
        return state;
      });
      if (params) disposeTree(params);
      return [current, next];
    },
  };
}
