import { checkNumber } from "../internal/checks.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { scale } from "./scale.ts";
import { scaleBySchedule } from "./scaleBySchedule.ts";
import type { Schedule } from "./schedules.ts";

/**
 * Turns a direction of ascent into a step of descent: multiplies the updates by −learningRate.
 * @param learningRate a number >= 0, or a schedule of the step count
 * @throws InvalidArgumentError for a negative or not finite number
 */
export function scaleByLearningRate(learningRate: number | Schedule): GradientTransformation {
  if (typeof learningRate === "function") return scaleBySchedule((count) => learningRate(count).neg());
  checkNumber("learningRate", learningRate, { min: 0 });
  return scale(-learningRate);
}
