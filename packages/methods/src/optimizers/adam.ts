import { chain } from "./chain.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { scaleByAdam, type ScaleByAdamOptions } from "./scaleByAdam.ts";
import { scaleByLearningRate } from "./scaleByLearningRate.ts";
import type { Schedule } from "./schedules.ts";

export interface AdamOptions extends ScaleByAdamOptions {
  /** Number >= 0, or a schedule. */
  learningRate: number | Schedule;
}

/**
 * Adam (Kingma & Ba 2015): {@link scaleByAdam}, then the learning rate.
 * @throws InvalidArgumentError for options out of range
 */
export function adam({ learningRate, ...moments }: AdamOptions): GradientTransformation {
  return chain(scaleByAdam(moments), scaleByLearningRate(learningRate));
}
