import { type Array, type DType, numpy as np } from "@jax-js/jax";
import { checkNumber } from "../internal/checks.ts";
import { type ArrayTree, disposeTree, mapTree } from "./tree.ts";

export interface MomentOptions {
  /** Decay of the first moment, in [0, 1). Default 0.9. */
  b1?: number;
  /** Decay of the second moment, in [0, 1). Default 0.999. */
  b2?: number;
  /** Added to the root of the second moment; > 0. Default 1e-8. */
  eps?: number;
}

export function checkMoments({ b1, b2, eps }: Required<MomentOptions>): void {
  checkNumber("b1", b1, { min: 0, below: 1 });
  checkNumber("b2", b2, { min: 0, below: 1 });
  checkNumber("eps", eps, { above: 0 });
}

/** decay · moment + (1 − decay) · values, leaf by leaf. */
export function updateMoment<T extends ArrayTree>(values: T, moment: ArrayTree, decay: number): T {
  return mapTree((value, average) => average.mul(decay).add(value.mul(1 - decay)), values, moment);
}

/** Squares of all leaves. */
export const squares = <T extends ArrayTree>(values: T): T => mapTree((value) => np.square(value), values);

/** Adam's direction m̂ / (√v̂ + eps) at one step; a borrowed pair of scalars serves all leaves. */
export interface AdamDirection {
  (first: Array, second: Array): Array;
  /** Frees the scalars. */
  dispose(): void;
}

/**
 * @param count int32 scalar: the step, from 1; consumed
 * @param dtype of the bias corrections
 */
export function adamDirection(
  count: Array,
  { b1, b2, eps }: Required<MomentOptions>,
  dtype: DType,
): AdamDirection {
  const unbias1 = np.reciprocal(biasCorrection(b1, count.ref, dtype));
  const unbias2 = np.reciprocal(np.sqrt(biasCorrection(b2, count, dtype)));
  const direction = (first: Array, second: Array) => {
    const root = np.sqrt(second).mul(unbias2.ref.astype(first.dtype));
    return first.mul(unbias1.ref.astype(first.dtype)).div(root.add(eps));
  };
  return Object.assign(direction, { dispose: () => disposeTree([unbias1, unbias2]) });
}

/** 1 − decay^count, without the cancellation that costs float32 four digits at decay 0.999 and count 1. */
function biasCorrection(decay: number, count: Array, dtype: DType): Array {
  if (decay === 0) {
    count.dispose();
    return np.ones([], { dtype });
  }
  return np.expm1(count.astype(dtype).mul(Math.log(decay))).neg();
}
