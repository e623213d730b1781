import { type Array, lax, numpy as np } from "@jax-js/jax";
import { checkFlag, checkNumber, checkOptions } from "../internal/checks.ts";
import { reciprocal } from "../internal/reciprocal.ts";
import { softplus } from "../internal/softplus.ts";
import {
  checkExamples,
  checkSeparator,
  logisticLoss,
  marginsOf,
  mistakesAt,
  scaledBy,
  validateExamples,
  weightedSum,
} from "./linearMargins.ts";

export interface LogisticGdOptions {
  /** γ > 0, however large. */
  stepSize: number;
  /** Whether to divide the gradient by the mean sigmoid, so that the step does not shrink with the errors. Default false. */
  normalized?: boolean;
}

/** The separator so far, [d]. */
export type LogisticGdState = { theta: Array };

/** The separator after an update, and scalars that describe the one before it. */
export type LogisticGdUpdate = LogisticGdState & {
  /** Mean of log(1 + exp(−margin)). */
  loss: Array;
  /** How many margins are not above 0, NaN included: a whole number as a float. */
  mistakes: Array;
  /** What the gradient is multiplied by: 1, or one over the mean sigmoid; infinity once that mean underflows. */
  beta: Array;
};

export interface LogisticGd {
  /** Zeros, float32 [dim]; `update` goes on in the dtype of the features. */
  init(dim: number): LogisticGdState;
  /**
   * One full-batch step; consumes everything.
   * @param features a, float [n, d]
   * @param labels y, −1 or 1, [n]
   */
  update(features: Array, labels: Array, state: LogisticGdState): LogisticGdUpdate;
}

/**
 * Logistic regression without intercept by full-batch gradient descent, for steps of any size; for large ones it
 * behaves as a batch perceptron does.
 *
 * With margins mᵢ = yᵢ ⟨aᵢ, θ⟩ and sᵢ = 1 / (1 + exp(mᵢ)): θ ← θ + γ/n Σ sᵢ yᵢ aᵢ, or normalized
 * θ ← θ + γ Σ (sᵢ / Σ sⱼ) yᵢ aᵢ, whose weights are computed as a softmax, so that they are right when all sᵢ underflow.
 * It steps on when all margins are positive; normalized, a large step may then lose the separator again, so stop there
 * (see `runUntilSeparated`). Sums and products keep the digits of the features' dtype; on the Wasm backend the sigmoids
 * and the loss have those of float32 at most. One update is one program under `jit`.
 *
 * @returns the rule; it holds no state itself
 * @throws InvalidArgumentError for a step size that is not finite and positive; from `init` for a dimension below 1;
 *   from `update` for features that are not float [n, d], n, d ≥ 1, labels that are not [n], theta that is not [d]
 *
 * Source: Tyurin, "From Logistic Regression to the Perceptron Algorithm: Exploring Gradient Descent with Large Step
 * Sizes", AAAI 2025 (arXiv 2412.08424).
 *
 * @example
 * const rule = logisticGd({ stepSize: 10, normalized: true });
 * const { steps, theta } = runUntilSeparated(rule, features, labels, { maxSteps: 1000 });
 */
export function logisticGd(options: LogisticGdOptions): LogisticGd {
  const { stepSize, normalized = false } = checkOptions(options);
  checkNumber("stepSize", stepSize, { above: 0 });
  checkFlag("normalized", normalized);
  return {
    init(dim) {
      checkNumber("dim", dim, { min: 1, integer: true });
      return { theta: np.zeros([dim]) };
    },
    update(features, labels, state) {
      const { n, d } = checkExamples(features, labels);
      checkSeparator(state?.theta, d);
      const [theta, y] = [state.theta.astype(features.dtype), labels.astype(features.dtype)];
      const margins = marginsOf(features.ref, y.ref, theta.ref);
      const sigmoids = sigmoidErrors(margins.ref);
      const beta = normalized
        ? reciprocal(sigmoids.ref.mean())
        : np.ones([], { dtype: features.dtype, device: features.device });
      const weights = normalized ? normalizedErrors(margins.ref) : sigmoids.ref;
      sigmoids.dispose();
      const direction = weightedSum(weights, features, y);
      return {
        theta: theta.add(scaledBy(direction, normalized ? stepSize : stepSize / n)),
        loss: logisticLoss(margins.ref),
        mistakes: mistakesAt(margins).sum(),
        beta,
      };
    },
  };
}

/**
 * Checks the values that {@link logisticGd} takes: finite features, labels −1 or 1. Borrows both.
 * @throws InvalidArgumentError naming the first value that is neither
 */
export async function validateLogisticGd(features: Array, labels: Array): Promise<void> {
  await validateExamples(features, labels);
}

/** 1 / (1 + exp(m)), by an exponential that cannot overflow; consumes the margins. Exactly ½ at 0. */
function sigmoidErrors(margins: Array): Array {
  const decay = np.exp(np.abs(margins.ref).neg());
  return np.where(margins.greater(0), decay.ref, 1).mul(reciprocal(decay.add(1)));
}

/** The sigmoids divided by their sum, which may underflow; consumes the margins. */
function normalizedErrors(margins: Array): Array {
  const logarithms = softplus(margins).neg();
  const largest = lax.stopGradient(logarithms.ref.max());
  const shares = np.exp(logarithms.sub(largest));
  return shares.ref.mul(reciprocal(shares.sum()));
}
