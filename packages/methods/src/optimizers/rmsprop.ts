import { checkNumber } from "../internal/checks.ts";
import { chain } from "./chain.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { scaleByLearningRate } from "./scaleByLearningRate.ts";
import { scaleByRms, type ScaleByRmsOptions } from "./scaleByRms.ts";
import type { Schedule } from "./schedules.ts";
import { trace } from "./trace.ts";

export interface RmspropOptions extends ScaleByRmsOptions {
  /** Number >= 0, or a schedule. */
  learningRate: number | Schedule;
  /** Momentum on the scaled updates, in [0, 1). Default 0. */
  momentum?: number;
}

/**
 * RMSProp (Hinton 2012): {@link scaleByRms}, the learning rate, then momentum. The defaults are optax's;
 * PyTorch's are `decay: 0.99, epsInSqrt: false`.
 * @throws InvalidArgumentError for options out of range
 */
export function rmsprop({ learningRate, momentum = 0, ...rms }: RmspropOptions): GradientTransformation {
  checkNumber("momentum", momentum, { min: 0, below: 1 });
  const scaled = [scaleByRms(rms), scaleByLearningRate(learningRate)];
  return momentum === 0 ? chain(...scaled) : chain(...scaled, trace({ decay: momentum }));
}
