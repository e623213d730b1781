import { type Array, type DType, numpy as np } from "@jax-js/jax";
import { type ArrayTree, mapTree } from "./tree.ts";

/** decay · moment + (1 − decay) · values, leaf by leaf. */
export function updateMoment<T extends ArrayTree>(values: T, moment: ArrayTree, decay: number): T {
  return mapTree((value, average) => average.mul(decay).add(value.mul(1 - decay)), values, moment);
}

/** Squares of all leaves. */
export const squares = <T extends ArrayTree>(values: T): T => mapTree((value) => np.square(value), values);

/**
 * 1 − decay^count, without the cancellation that costs float32 four digits at decay 0.999 and count 1.
 * @param count int32 scalar >= 1
 */
export function biasCorrection(decay: number, count: Array, dtype: DType): Array {
  if (decay === 0) {
    count.dispose();
    return np.ones([], { dtype });
  }
  return np.expm1(count.astype(dtype).mul(Math.log(decay))).neg();
}
