import type { AdamOptions } from "./adam.ts";
import { addDecayedWeights } from "./addDecayedWeights.ts";
import { chain } from "./chain.ts";
import type { GradientTransformation } from "./gradientTransformation.ts";
import { scaleByAdam } from "./scaleByAdam.ts";
import { scaleByLearningRate } from "./scaleByLearningRate.ts";

export interface AdamWOptions extends AdamOptions {
  /** Decoupled weight decay >= 0, multiplied by the learning rate. Default 1e-4, as in optax (PyTorch: 1e-2). */
  weightDecay?: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019): w ← w − η (m̂ / (√v̂ + eps) + weightDecay w).
 * `update` needs `params`.
 * @throws InvalidArgumentError for options out of range; from `update`, if `params` is missing
 */
export function adamw({
  learningRate,
  weightDecay = 1e-4,
  ...moments
}: AdamWOptions): GradientTransformation {
  return chain(scaleByAdam(moments), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate));
}
