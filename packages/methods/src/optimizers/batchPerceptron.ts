import { type Array, numpy as np } from "@jax-js/jax";
import { checkFlag, checkNumber, checkOptions, checkShape } from "../internal/checks.ts";
import { reciprocal } from "../internal/reciprocal.ts";
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

export interface BatchPerceptronOptions {
  /** Whether to average over the mistakes instead of over all examples. Default false. */
  normalized?: boolean;
}

/** The separator so far, [d], and the number of updates made, int32 []. */
export type BatchPerceptronState = { theta: Array; step: Array };

/** The state after an update, and scalars that describe the separator before it. */
export type BatchPerceptronUpdate = BatchPerceptronState & {
  /** Mean of log(1 + exp(−margin)). */
  loss: Array;
  /** How many margins are not above 0, NaN included: a whole number as a float. */
  mistakes: Array;
};

export interface BatchPerceptron {
  /** Zeros, float32 [dim]; `update` goes on in the dtype of the features. */
  init(dim: number): BatchPerceptronState;
  /**
   * One step over all examples; consumes everything.
   * @param features a, float [n, d]
   * @param labels y, −1 or 1, [n]
   */
  update(features: Array, labels: Array, state: BatchPerceptronState): BatchPerceptronUpdate;
}

/**
 * The batch perceptron: what logistic regression by gradient descent becomes when its step size goes to infinity and
 * its separator is divided by it.
 *
 * With S = {i : yᵢ ⟨aᵢ, θ⟩ ≤ 0}: θ ← θ + 1/n Σ_S yᵢ aᵢ, or normalized θ ← θ + 1/|S| Σ_S yᵢ aᵢ; when S is empty θ stays.
 * The first step from zeros, where every margin is a tie, has the weight ½ that a sigmoid has at 0; later ties are
 * mistakes in full. On separable data, with R the length of the longest example and μ the margin, n R²/μ² steps
 * suffice, normalized R²/μ². One update is one program under `jit`.
 *
 * @returns the rule; it holds no state itself
 * @throws InvalidArgumentError from `init` for a dimension below 1; from `update` for features that are not float
 *   [n, d], n, d ≥ 1, labels that are not [n], theta that is not [d], a step that is not a scalar
 *
 * Source: Tyurin, "From Logistic Regression to the Perceptron Algorithm: Exploring Gradient Descent with Large Step
 * Sizes", AAAI 2025 (arXiv 2412.08424), Theorem 3.2 for the limit.
 *
 * @example
 * const { steps, theta } = runUntilSeparated(batchPerceptron(), features, labels, { maxSteps: 1000 });
 */
export function batchPerceptron(options: BatchPerceptronOptions = {}): BatchPerceptron {
  const { normalized = false } = checkOptions(options);
  checkFlag("normalized", normalized);
  return {
    init(dim) {
      checkNumber("dim", dim, { min: 1, integer: true });
      return { theta: np.zeros([dim]), step: np.zeros([], { dtype: np.int32 }) };
    },
    update(features, labels, state) {
      const { n, d } = checkExamples(features, labels);
      checkSeparator(state?.theta, d);
      checkShape("step", state.step, []);
      const [theta, y] = [state.theta.astype(features.dtype), labels.astype(features.dtype)];
      const margins = marginsOf(features.ref, y.ref, theta.ref);
      const wrong = mistakesAt(margins.ref);
      const mistakes = wrong.ref.sum();
      const push = weightedSum(wrong, features, y);
      const move = normalized
        ? push.mul(reciprocal(np.maximum(mistakes.ref, 1)))
        : scaledBy(push, 1 / n).mul(tieWeight(theta.ref, state.step.ref));
      return {
        theta: theta.add(move),
        step: state.step.add(1),
        loss: logisticLoss(margins),
        mistakes,
      };
    },
  };
}

/**
 * Checks the values that {@link batchPerceptron} takes: finite features, labels −1 or 1. Borrows both.
 * @throws InvalidArgumentError naming the first value that is neither
 */
export async function validateBatchPerceptron(features: Array, labels: Array): Promise<void> {
  await validateExamples(features, labels);
}

/** ½ at the first step from zeros, else 1; consumes both. */
function tieWeight(theta: Array, step: Array): Array {
  const fromZeros = np.abs(theta.ref).max().equal(0);
  const one = np.ones([], { dtype: theta.dtype, device: theta.device });
  theta.dispose();
  return np.where(step.equal(0), np.where(fromZeros, 0.5, one.ref), one);
}
