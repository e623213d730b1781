import { checkNumber } from "../internal/checks.ts";
import { chain } from "./chain.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { scaleByLearningRate } from "./scaleByLearningRate.ts";
import type { Schedule } from "./schedules.ts";
import { trace } from "./trace.ts";

export interface SgdOptions {
  /** Number >= 0, or a schedule. */
  learningRate: number | Schedule;
  /** Momentum in [0, 1). Default 0: plain gradient descent without a momentum state. */
  momentum?: number;
  /** Nesterov's look-ahead. Default false. */
  nesterov?: boolean;
}

/**
 * Stochastic gradient descent, with momentum as in PyTorch (dampening 0): t ← g + μ t, w ← w − η t.
 * @throws InvalidArgumentError for options out of range
 */
export function sgd({ learningRate, momentum = 0, nesterov = false }: SgdOptions): GradientTransformation {
  checkNumber("momentum", momentum, { min: 0, below: 1 });
  const step = scaleByLearningRate(learningRate);
  return momentum === 0 ? step : chain(trace({ decay: momentum, nesterov }), step);
}
