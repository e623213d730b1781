import { type Array, lax, numpy as np } from "@jax-js/jax";
import { checkNumber, checkOptions } from "../internal/checks.ts";
import { countTrue } from "../internal/countTrue.ts";
import { checkLdr, marginViolations, normalizeScores, validateLdr } from "../internal/ldrFamily.ts";
import { log } from "../internal/log.ts";
import { maskedLogsumexp } from "../internal/maskedLogsumexp.ts";
import { checkReduction, reduceLosses } from "../internal/reduce.ts";
import type { LdrKlOptions } from "./ldrKlLoss.ts";

export interface LdrTopKKlOptions extends LdrKlOptions {
  /** No class gets more weight than 1/k; an integer in 1..classes. */
  k: number;
}

/**
 * LDR-k-KL loss: the margin violations v_k = z_k − z_y + c·[k ≠ y], averaged with the class weights p ≤ 1/k that are
 * worst for the model, max_p Σ p v − λ KL(p ‖ uniform). k = 1 is the LDR-KL loss; towards λ = 0 it is the mean of the
 * k largest violations.
 *
 * Consumes its inputs. Takes k − 1 passes over the scores to find the classes whose weight the cap cuts.
 *
 * @param logits scores z, float [batch, classes], at least two classes
 * @param labels class indices in 0..classes−1, int32 [batch]
 * @returns losses: a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for other shapes, dtypes or options. Values are checked by
 * {@link validateLdrTopKKlLoss} alone.
 *
 * Source: Zhu, Ying, Yang, "Label Distributionally Robust Losses for Multi-class Classification: Consistency,
 * Robustness and Adaptivity" (ICML 2023), LDR-k-KL.
 *
 * @example
 * ldrTopKKlLoss(logits, labels, { k: 5, lambda: 1 });
 */
export function ldrTopKKlLoss(logits: Array, labels: Array, options: LdrTopKKlOptions): Array {
  const { k, lambda = 1, margin = 0.1, normalize = "softplus", reduction = "mean" } = checkOptions(options);
  const { classes } = checkLdr(logits, labels, { margin, normalize });
  checkNumber("k", k, { min: 1, max: classes, integer: true });
  checkNumber("lambda", lambda, { above: 0 });
  checkReduction(reduction);
  const violations = marginViolations(normalizeScores(logits, normalize), labels, margin);
  return reduceLosses(cappedRobustMean(violations, lambda, k), reduction);
}

/**
 * The capped classes have weight 1/k, the others share the rest as a softmax. Which are capped does not change
 * with the scores, up to ties, so the gradient is the weights.
 */
function cappedRobustMean(violations: Array, lambda: number, k: number): Array {
  const { dtype } = violations;
  const classes = violations.shape[1]!;
  const isCapped = cappedClasses(lax.stopGradient(violations.ref), lambda, k);
  const capped = countTrue(isCapped.ref, dtype);
  const left = capped.ref.mul(-1 / k).add(1);
  const ofCapped = np
    .where(isCapped.ref, violations.ref, 0)
    .sum(1)
    .mul(1 / k);
  const ofOthers = maskedLogsumexp(violations.mul(1 / lambda), np.logicalNot(isCapped));
  const penalty = capped.mul((lambda / k) * Math.log(classes / k));
  const others = ofOthers.sub(log(left.ref.mul(classes))).mul(left.mul(lambda));
  return ofCapped.add(others).sub(penalty);
}

/** What a weight may exceed the cap by before it is cut: rounding must not cut all the weight away. */
const slack = 1e-5;

/**
 * Caps the weights above 1/k, gives the rest of the weight to the other classes, and again, until none is above: each
 * pass caps at least one class, and never all that are left.
 * @returns bool [batch, classes], at most k − 1 true in a row
 */
function cappedClasses(violations: Array, lambda: number, k: number): Array {
  const lowest = np.finfo(violations.dtype).min;
  let isCapped = np.zeros(violations.shape, { dtype: np.bool, device: violations.device });
  for (let pass = 1; pass < k; pass++) {
    const others = np.where(isCapped.ref, lowest, violations.ref);
    const largest = others.ref.max(1, { keepdims: true });
    const weights = np.exp(others.sub(largest).mul(1 / lambda));
    const capsLeft = countTrue(isCapped.ref, violations.dtype).reshape([-1, 1]).neg().add(k);
    const total = weights.ref.sum(1, { keepdims: true });
    isCapped = np.logicalOr(isCapped, weights.mul(capsLeft).greater(total.mul(1 + slack)));
  }
  violations.dispose();
  return isCapped;
}

/**
 * Checks the values that {@link ldrTopKKlLoss} takes: finite logits, no row of zeros where they are normalized by
 * "l1", labels in 0..classes−1. Borrows both.
 * @throws InvalidArgumentError naming the first value that is not sound
 */
export async function validateLdrTopKKlLoss(
  logits: Array,
  labels: Array,
  { normalize = "softplus" }: Pick<LdrTopKKlOptions, "normalize"> = {},
): Promise<void> {
  await validateLdr(logits, labels, normalize);
}
