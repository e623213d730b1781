import type { Array } from "@jax-js/jax";
import { checkLabels, checkLogits } from "../internal/checkLogits.ts";
import { checkNumber, checkOptions, validateFinite, validateIndices } from "../internal/checks.ts";
import { transformCrossEntropy } from "../internal/compSumFamily.ts";
import { crossEntropy } from "../internal/crossEntropy.ts";
import { checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";

export interface CompSumOptions {
  /**
   * Member of the family, ≥ 0: 0 sum-exponential, 1 cross-entropy (default), between 1 and 2 generalized
   * cross-entropy with q = τ − 1, 2 mean absolute error 1 − p_y.
   */
  tau?: number;
  /** Default "mean". */
  reduction?: Reduction;
}

/**
 * Comp-sum loss: Φ_τ(u) of the sum u = Σ_{y'≠y} exp(h_{y'} − h_y), with Φ_τ(u) = ((1+u)^{1−τ} − 1)/(1−τ) and
 * Φ_1(u) = log(1+u). Its gradient is p_y^{τ−1}(p − onehot(y)): small τ weights hard examples up, large τ down.
 *
 * For τ < 1 the loss grows like exp((1−τ)·(−log p_y)) and overflows to infinity in float32 once
 * −log p_y > 88/(1−τ).
 *
 * @param logits scores h, float [batch, classes], at least two classes
 * @param labels class indices in 0..classes−1, int32 [batch]
 * @returns losses ≥ 0: a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for other shapes or dtypes, fewer than two classes, τ negative or not finite
 *
 * Source: Mao, Mohri, Zhong, "Cross-Entropy Loss Functions: Theoretical Analysis and Applications" (ICML 2023).
 *
 * @example
 * compSumLoss(logits, labels, { tau: 1.5 }); // generalized cross-entropy with q = 0.5
 */
export function compSumLoss(logits: Array, labels: Array, options: CompSumOptions = {}): Array {
  const { tau = 1, reduction = "mean" } = checkOptions(options);
  const { batch } = checkLogits(logits);
  checkLabels(labels, batch);
  checkNumber("tau", tau, { min: 0 });
  checkReduction(reduction);
  return reduceLosses(transformCrossEntropy(crossEntropy(logits, labels), tau), reduction);
}

/**
 * Checks the values that {@link compSumLoss} takes: finite logits, labels in 0..classes−1. Borrows both.
 * @throws InvalidArgumentError naming the first value that is neither
 */
export async function validateCompSumLoss(logits: Array, labels: Array): Promise<void> {
  const { batch, classes } = checkLogits(logits);
  checkLabels(labels, batch);
  await validateFinite("logits", logits);
  await validateIndices("labels", labels, classes);
}
