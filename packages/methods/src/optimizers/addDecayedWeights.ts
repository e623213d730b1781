import { InvalidArgumentError } from "../errors.ts";
import { checkNumber } from "../internal/checks.ts";
import type { EmptyState, GradientTransformation } from "./gradientTransformation.ts";
import { type ArrayTree, checkFloatTree, checkSameTree, disposeTree, mapTree } from "./tree.ts";

/**
 * Adds weightDecay · parameter to the updates: before the moments an L2 penalty, after them decoupled weight
 * decay (Loshchilov & Hutter 2019). `update` needs `params`.
 * @param weightDecay >= 0
 * @throws InvalidArgumentError if `weightDecay` is negative; from `update`, if `params` is missing
 */
export function addDecayedWeights(weightDecay: number): GradientTransformation<EmptyState> {
  checkNumber("weightDecay", weightDecay, { min: 0 });
  const check = (updates: ArrayTree, _state: EmptyState, params?: ArrayTree) => {
    checkFloatTree("updates", updates);
    if (!params) throw new InvalidArgumentError("params", "the parameters that decay", params);
    checkSameTree("params", params, "updates", updates);
  };
  return {
    init(params) {
      disposeTree(params);
      return {};
    },
    check,
    update(updates, state, params) {
      check(updates, state, params);
      return [mapTree((update, param) => update.add(param.mul(weightDecay)), updates, params!), state];
    },
  };
}
