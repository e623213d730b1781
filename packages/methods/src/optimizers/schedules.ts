import { type Array, DType, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkNumber } from "../internal/checks.ts";

/**
 * A value as a function of the number of steps so far. It works on a traced scalar, so a compiled training step
 * follows it.
 * @param count scalar, 0 at the first step; integer or floating point; consumed
 * @returns scalar: float64 for a float64 count, else float32
 */
export type Schedule = (count: Array) => Array;

const floating = (count: Array): Array =>
  count.astype(count.dtype === DType.Float64 ? DType.Float64 : DType.Float32);

/**
 * The same value at every step.
 * @throws InvalidArgumentError if `value` is not finite
 */
export function constantSchedule(value: number): Schedule {
  checkNumber("value", value);
  return (count) => np.fullLike(floating(count), value);
}

export interface LinearScheduleOptions {
  initValue: number;
  endValue: number;
  /** Steps from the one value to the other; an integer >= 1. */
  transitionSteps: number;
  /** Steps at `initValue` before; an integer >= 0. Default 0. */
  transitionBegin?: number;
}

/**
 * From `initValue` to `endValue` in a straight line, then constant.
 * @throws InvalidArgumentError for options out of range
 */
export function linearSchedule({
  initValue,
  endValue,
  transitionSteps,
  transitionBegin = 0,
}: LinearScheduleOptions): Schedule {
  checkNumber("initValue", initValue);
  checkNumber("endValue", endValue);
  checkNumber("transitionSteps", transitionSteps, { min: 1, integer: true });
  checkNumber("transitionBegin", transitionBegin, { min: 0, integer: true });
  return (count) => {
    const done = np.clip(floating(count).sub(transitionBegin).div(transitionSteps), 0, 1);
    return done.mul(endValue - initValue).add(initValue);
  };
}

/** ½ (1 + cos π x) for x = count / steps, which stops at 1. */
function cosineFall(count: Array, steps: number): Array {
  const done = np.clip(count.div(steps), 0, 1);
  return np.cos(done.mul(Math.PI)).add(1).mul(0.5);
}

export interface CosineDecayScheduleOptions {
  initValue: number;
  /** Steps until the end of the decay; an integer >= 1. */
  decaySteps: number;
  /** What remains at the end, as a share of `initValue`. Default 0. */
  alpha?: number;
}

/**
 * initValue · ((1 − alpha) ½ (1 + cos(π count / decaySteps)) + alpha), constant after `decaySteps` (Loshchilov &
 * Hutter 2017, without restarts).
 * @throws InvalidArgumentError for options out of range
 */
export function cosineDecaySchedule({
  initValue,
  decaySteps,
  alpha = 0,
}: CosineDecayScheduleOptions): Schedule {
  checkNumber("initValue", initValue);
  checkNumber("decaySteps", decaySteps, { min: 1, integer: true });
  checkNumber("alpha", alpha);
  return (count) =>
    cosineFall(floating(count), decaySteps)
      .mul(initValue * (1 - alpha))
      .add(initValue * alpha);
}

export interface WarmupCosineDecayScheduleOptions {
  /** Value at step 0. */
  initValue: number;
  /** Value after the warm-up. */
  peakValue: number;
  /** Steps of the linear warm-up; an integer >= 0. */
  warmupSteps: number;
  /** Steps in all, the warm-up included; an integer > `warmupSteps`. */
  decaySteps: number;
  /** Value at the end. Default 0. */
  endValue?: number;
}

/**
 * Linear warm-up from `initValue` to `peakValue`, then a cosine down to `endValue`.
 * @throws InvalidArgumentError for options out of range
 */
export function warmupCosineDecaySchedule({
  initValue,
  peakValue,
  warmupSteps,
  decaySteps,
  endValue = 0,
}: WarmupCosineDecayScheduleOptions): Schedule {
  checkNumber("initValue", initValue);
  checkNumber("peakValue", peakValue);
  checkNumber("warmupSteps", warmupSteps, { min: 0, integer: true });
  checkNumber("decaySteps", decaySteps, { above: warmupSteps, integer: true });
  checkNumber("endValue", endValue);
  return (count) => {
    const step = floating(count);
    const rise = step.ref.mul((peakValue - initValue) / Math.max(warmupSteps, 1)).add(initValue);
    const fall = cosineFall(step.ref.sub(warmupSteps), decaySteps - warmupSteps)
      .mul(peakValue - endValue)
      .add(endValue);
    return np.where(step.less(warmupSteps), rise, fall);
  };
}

export interface ExponentialDecayOptions {
  initValue: number;
  /** Steps in which the value falls by `decayRate`; an integer >= 1. */
  transitionSteps: number;
  /** Factor per `transitionSteps`; > 0. */
  decayRate: number;
  /** Fall in jumps every `transitionSteps` instead of steadily. Default false. */
  staircase?: boolean;
}

/**
 * initValue · decayRate^(count / transitionSteps).
 * @throws InvalidArgumentError for options out of range
 */
export function exponentialDecay({
  initValue,
  transitionSteps,
  decayRate,
  staircase = false,
}: ExponentialDecayOptions): Schedule {
  checkNumber("initValue", initValue);
  checkNumber("transitionSteps", transitionSteps, { min: 1, integer: true });
  checkNumber("decayRate", decayRate, { above: 0 });
  return (count) => {
    const periods = floating(count).div(transitionSteps);
    return np.exp((staircase ? np.floor(periods) : periods).mul(Math.log(decayRate))).mul(initValue);
  };
}

export interface PiecewiseConstantScheduleOptions {
  initValue: number;
  /** From each of these steps on, the value is multiplied by the factor that stands with it. */
  boundariesAndScales: Record<number, number>;
}

/**
 * Constant between given steps: the value is multiplied by a factor at each of them.
 * @throws InvalidArgumentError if a boundary is not an integer >= 0 or a factor is not finite
 *
 * @example
 * piecewiseConstantSchedule({ initValue: 0.1, boundariesAndScales: { 60: 0.1, 80: 0.1 } });
 */
export function piecewiseConstantSchedule({
  initValue,
  boundariesAndScales,
}: PiecewiseConstantScheduleOptions): Schedule {
  checkNumber("initValue", initValue);
  const changes = Object.entries(boundariesAndScales).map(([boundary, factor]) => [Number(boundary), factor]);
  for (const [boundary, factor] of changes as [number, number][]) {
    if (!Number.isInteger(boundary) || boundary < 0 || !Number.isFinite(factor)) {
      throw new InvalidArgumentError("boundariesAndScales", "finite factors at integers >= 0", boundary);
    }
  }
  return (count) => {
    const step = floating(count);
    let value = np.fullLike(step.ref, initValue);
    for (const [boundary, factor] of changes as [number, number][]) {
      value = np.where(step.ref.less(boundary), value.ref, value.mul(factor));
    }
    step.dispose();
    return value;
  };
}
