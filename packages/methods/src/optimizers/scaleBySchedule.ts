import { type Array, DType, numpy as np } from "@jax-js/jax";
import type { GradientTransformation } from "./gradientTransformation.ts";
import type { Schedule } from "./schedules.ts";
import { type ArrayTree, checkFloatTree, disposeTree, mapTree, scalarDtype } from "./tree.ts";

export type ScaleByScheduleState = {
  /** int32 scalar: updates so far. */
  count: Array;
};

/**
 * Multiplies the updates by a value that depends on the number of updates so far (0 at the first).
 * @param schedule evaluated on a traced scalar, so that a compiled step follows it
 */
export function scaleBySchedule(schedule: Schedule): GradientTransformation<ScaleByScheduleState> {
  const check = (updates: ArrayTree) => checkFloatTree("updates", updates);
  return {
    init(params) {
      disposeTree(params);
      return { count: np.zeros([], { dtype: DType.Int32 }) };
    },
    check,
    update(updates, { count }, params) {
      check(updates);
      if (params) disposeTree(params);
      const factor = schedule(count.ref.astype(scalarDtype(updates)));
      const scaled = mapTree((update) => update.mul(factor.ref.astype(update.dtype)), updates);
      factor.dispose();
      return [scaled, { count: count.add(1) }];
    },
  };
}
