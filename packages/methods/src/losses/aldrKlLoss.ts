import { type Array, lax, nn, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkFloat,
  checkInteger,
  checkNumber,
  checkOptions,
  checkShape,
  validateDistinct,
  validateFinite,
  validateIndices,
} from "../internal/checks.ts";
import {
  checkLdr,
  checkScoring,
  klRobustMean,
  marginViolations,
  normalizeScores,
  type ScoreNormalization,
  validateLdr,
} from "../internal/ldrFamily.ts";
import { log } from "../internal/log.ts";
import { reciprocal } from "../internal/reciprocal.ts";
import { replaceAt } from "../internal/replaceAt.ts";

export interface AldrKlOptions {
  /** What every example's λ starts at and is pulled towards, > 0. Default 1. */
  lambda0?: number;
  /** How strong the pull is, > 1: λ stays in [lambda0 (1 − 1/α), lambda0]. Default 2. */
  alpha?: number;
  /** Lead over every other class that the label shall have, ≥ 0, on the scale of the normalized scores. Default 0.1. */
  margin?: number;
  /**
   * How each row of scores is scaled first: "l1": divided by the mean of its absolute values (default), "softplus"
   * and divided by its mean, or "none".
   */
  normalize?: ScoreNormalization;
}

/** What the loss remembers: λ of every training example, float [numExamples]. */
export type AldrKlState = { lambda: Array };

export interface AldrKlLoss {
  /**
   * The state before training, float32.
   * @throws InvalidArgumentError if `numExamples` is no integer ≥ 1
   */
  init(numExamples: number): AldrKlState;
  /**
   * The loss of a batch, and the state with the new λ of its examples. Consumes everything.
   * @param logits scores, float [batch, classes], at least two classes
   * @param labels class indices in 0..classes−1, int32 [batch]
   * @param indices which training examples these are, distinct, in 0..numExamples−1, int32 [batch]
   * @returns `value`, the mean loss, a scalar; `state`, through which no gradient flows
   * @throws InvalidArgumentError for other shapes or dtypes. Values are checked by {@link validateAldrKlLoss} alone;
   * of an index that comes twice the last place counts.
   */
  apply(
    logits: Array,
    labels: Array,
    indices: Array,
    state: AldrKlState,
  ): { value: Array; state: AldrKlState };
}

/** Added to each probability before its logarithm. */
const floor = 1e-5;

/**
 * ALDR-KL loss: the LDR-KL loss with a λ for each training example, which follows how sure the model is about it. An
 * even prediction keeps λ at lambda0; a confident one lowers it: with q = softmax(z/λ), λ becomes
 * lambda0 (1 − KL(q ‖ uniform) / (α log K)) before the loss is taken. From the loss goes what λ strays from lambda0,
 * (α log K / (2 lambda0)) (λ − lambda0)².
 *
 * As in the authors' program, q is made of the scores alone, without label and margin, and with the λ of the last visit.
 *
 * The state holds one number for each training example; writing a batch to it takes numExamples · batch
 * multiplications, and memory for batch · (batch + √numExamples) numbers.
 *
 * @throws InvalidArgumentError for lambda0 ≤ 0, alpha ≤ 1, margin < 0, an unknown normalization
 *
 * Source: Zhu, Ying, Yang, "Label Distributionally Robust Losses for Multi-class Classification: Consistency,
 * Robustness and Adaptivity" (ICML 2023), ALDR-KL.
 *
 * @example
 * const loss = aldrKlLoss({ lambda0: 1 });
 * let state = loss.init(1200);
 * ({ value, state } = loss.apply(logits, labels, indices, state));
 */
export function aldrKlLoss(options: AldrKlOptions = {}): AldrKlLoss {
  const { lambda0 = 1, alpha = 2, margin = 0.1, normalize = "l1" } = checkOptions(options);
  checkNumber("lambda0", lambda0, { above: 0 });
  checkNumber("alpha", alpha, { above: 1 });
  checkScoring({ margin, normalize });
  return {
    init(numExamples) {
      checkNumber("numExamples", numExamples, { min: 1, integer: true });
      return { lambda: np.full([numExamples], lambda0, { dtype: np.float32 }) };
    },
    apply(logits, labels, indices, state) {
      const { classes } = checkLdr(logits, labels, { margin, normalize });
      checkMemory(logits, indices, state);
      const scores = normalizeScores(logits, normalize);
      const last = state.lambda.ref.slice(indices.ref).astype(scores.dtype);
      const certainty = divergenceFromUniform(lax.stopGradient(scores.ref), lax.stopGradient(last));
      const strayed = certainty.mul(lambda0 / (alpha * Math.log(classes)));
      const lambda = strayed.ref.neg().add(lambda0);
      const losses = klRobustMean(marginViolations(scores, labels, margin), lambda.ref.reshape([-1, 1]));
      const pull = np.square(strayed).mul((alpha * Math.log(classes)) / (2 * lambda0));
      return {
        value: losses.sub(pull).mean(),
        state: { lambda: replaceAt(state.lambda, indices, lambda) },
      };
    },
  };
}

/** KL(q ‖ uniform) in 0..log K for q = softmax(scores/λ) kept off 0; consumes both. */
function divergenceFromUniform(scores: Array, lambda: Array): Array {
  const classes = scores.shape[1]!;
  const softmax = nn.softmax(scores.mul(reciprocal(lambda).reshape([-1, 1])), 1);
  const probabilities = softmax.add(floor).mul(1 / (1 + classes * floor));
  const logarithms = log(probabilities.ref).add(Math.log(classes));
  return probabilities.mul(logarithms).sum(1);
}

function checkMemory(logits: Array, indices: Array, state: AldrKlState): void {
  checkShape("indices", indices, [logits.shape[0]!]);
  checkInteger("indices", indices);
  if (typeof state !== "object" || state === null) {
    throw new InvalidArgumentError("state", "a state from init", state);
  }
  checkShape("state.lambda", state.lambda, ["numExamples"]);
  checkFloat("state.lambda", state.lambda);
}

/**
 * Checks the values that the loss of {@link aldrKlLoss} takes: finite logits, no row of zeros where they are
 * normalized by "l1", labels in 0..classes−1, indices in 0..numExamples−1 and none of them twice. Borrows everything.
 * @throws InvalidArgumentError naming the first value that is not sound
 */
export async function validateAldrKlLoss(
  logits: Array,
  labels: Array,
  indices: Array,
  state: AldrKlState,
  { normalize = "l1" }: Pick<AldrKlOptions, "normalize"> = {},
): Promise<void> {
  await validateLdr(logits, labels, normalize);
  checkMemory(logits, indices, state);
  await validateIndices("indices", indices, state.lambda.shape[0]!);
  await validateDistinct("indices", indices);
  await validateFinite("state.lambda", state.lambda);
}
