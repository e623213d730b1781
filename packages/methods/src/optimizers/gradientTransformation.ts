import { type ArrayTree, checkSameTree, mapTree } from "./tree.ts";

/**
 * One stage of an optimizer, or a whole one: gradients in, updates out, with an explicit state.
 *
 * The interface and its order of arguments are optax's. As everywhere in this library, functions consume the
 * arrays they are given, `params` included: pass `tree.ref(params)` where they are still needed. States are
 * trees of arrays only, so `update` can be traced into a compiled training step.
 *
 * @example
 * const optimizer = adam({ learningRate: 1e-3 });
 * let state = optimizer.init(tree.ref(params));
 * // in a training step:
 * const [updates, next] = optimizer.update(gradients, state, tree.ref(params));
 * params = applyUpdates(params, updates);
 * state = next;
 */
export interface GradientTransformation<State extends ArrayTree = ArrayTree> {
  /** The state before the first step, for parameters of this structure. */
  init(params: ArrayTree): State;

  /**
   * One step.
   * @param updates gradients, or what an earlier stage made of them; same structure and shapes as the parameters
   * @param state the state of the step before
   * @param params current parameters, for transformations that look at them
   * @returns the updates to add to the parameters, and the next state
   */
  update<Updates extends ArrayTree>(updates: Updates, state: State, params?: ArrayTree): [Updates, State];

  /** Throws what `update` would throw for these arguments, and consumes nothing. */
  check?(updates: ArrayTree, state: State, params?: ArrayTree): void;
}

/** The state of transformations that remember nothing. */
export type EmptyState = Record<string, never>;

/**
 * Adds updates to parameters, leaf by leaf; the result keeps the dtype of the parameters.
 * @throws InvalidArgumentError if the trees differ in structure or shapes
 */
export function applyUpdates<Params extends ArrayTree>(params: Params, updates: ArrayTree): Params {
  checkSameTree("updates", updates, "params", params);
  return mapTree(
    (param, update) => {
      const { dtype } = param;
      return param.add(update).astype(dtype);
    },
    params,
    updates,
  );
}
