import type { EmptyState, GradientTransformation } from "./gradientTransformation.ts";
import { type ArrayTree, checkFloatTree, disposeTree } from "./tree.ts";

/** A transformation that looks at the updates alone and remembers nothing. */
export function stateless(
  transform: <Updates extends ArrayTree>(updates: Updates) => Updates,
): GradientTransformation<EmptyState> {
  const check = (updates: ArrayTree) => checkFloatTree("updates", updates);
  return {
    init(params) {
      disposeTree(params);
      return {};
    },
    check,
    update(updates, state, params) {
      check(updates);
      if (params) disposeTree(params);
      return [transform(updates), state];
    },
  };
}
