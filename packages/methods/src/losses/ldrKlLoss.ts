import type { Array } from "@jax-js/jax";
import { checkNumber, checkOptions } from "../internal/checks.ts";
import {
  checkLdr,
  klRobustMean,
  marginViolations,
  normalizeScores,
  type ScoreNormalization,
  validateLdr,
} from "../internal/ldrFamily.ts";
import { checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";

export interface LdrOptions {
  /** Lead over every other class that the label shall have, ≥ 0, on the scale of the normalized scores. Default 0.1. */
  margin?: number;
  /**
   * How each row of scores is scaled first: "softplus" and divided by its mean (default), "l1": divided by the mean
   * of its absolute values, or "none".
   */
  normalize?: ScoreNormalization;
  /** Default "mean". */
  reduction?: Reduction;
}

export interface LdrKlOptions extends LdrOptions {
  /**
   * Weight λ > 0 of the penalty that keeps the class weights near uniform; default 1. Towards 0 the loss is the
   * largest margin violation (Crammer and Singer's), towards infinity the mean of all.
   */
  lambda?: number;
}

/**
 * LDR-KL loss: the margin violations v_k = z_k − z_y + c·[k ≠ y] of all K classes, averaged with the class weights
 * that are worst for the model, λ (logsumexp(v/λ) − log K). For λ = 1, c = 0 and normalize "none" it is cross-entropy
 * less log K; it may be negative.
 *
 * Consumes its inputs. In float32 the value is good to about 1e-7·λ.
 *
 * @param logits scores z, float [batch, classes], at least two classes
 * @param labels class indices in 0..classes−1, int32 [batch]
 * @returns losses: a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for other shapes, dtypes or options. Values are checked by {@link validateLdrKlLoss} alone.
 *
 * Source: Zhu, Ying, Yang, "Label Distributionally Robust Losses for Multi-class Classification: Consistency,
 * Robustness and Adaptivity" (ICML 2023).
 *
 * @example
 * ldrKlLoss(logits, labels, { lambda: 1, margin: 0.1 });
 */
export function ldrKlLoss(logits: Array, labels: Array, options: LdrKlOptions = {}): Array {
  const { lambda = 1, margin = 0.1, normalize = "softplus", reduction = "mean" } = checkOptions(options);
  checkLdr(logits, labels, { margin, normalize });
  checkNumber("lambda", lambda, { above: 0 });
  checkReduction(reduction);
  const violations = marginViolations(normalizeScores(logits, normalize), labels, margin);
  return reduceLosses(klRobustMean(violations, lambda), reduction);
}

/**
 * Checks the values that {@link ldrKlLoss} takes: finite logits, no row of zeros where they are normalized by "l1",
 * labels in 0..classes−1. Borrows both.
 * @throws InvalidArgumentError naming the first value that is not sound
 */
export async function validateLdrKlLoss(
  logits: Array,
  labels: Array,
  { normalize = "softplus" }: Pick<LdrKlOptions, "normalize"> = {},
): Promise<void> {
  await validateLdr(logits, labels, normalize);
}
