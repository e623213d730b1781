import { type Array, lax } from "@jax-js/jax";
import { checkNumber, checkOptions } from "../internal/checks.ts";
import { checkLdr, marginViolations, normalizeScores, validateLdr } from "../internal/ldrFamily.ts";
import { checkReduction, reduceLosses } from "../internal/reduce.ts";
import type { LdrOptions } from "./ldrKlLoss.ts";

export interface LdrTopKOptions extends LdrOptions {
  /** How many classes share the weight, an integer in 1..classes; no class gets more than 1/k. */
  k: number;
}

/**
 * Top-k support vector loss: the mean of the k largest margin violations v_k = z_k − z_y + c·[k ≠ y], the label's own
 * v_y = 0 among them. k = 1 is Crammer and Singer's loss max_k v_k; k = classes is the mean of all.
 *
 * Consumes its inputs. Where violations tie for the k-th place, the gradient goes to the first of them.
 *
 * @param logits scores z, float [batch, classes], at least two classes
 * @param labels class indices in 0..classes−1, int32 [batch]
 * @returns losses: a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for other shapes, dtypes or options. Values are checked by {@link validateLdrTopKLoss} alone.
 *
 * Source: Zhu, Ying, Yang, "Label Distributionally Robust Losses for Multi-class Classification: Consistency,
 * Robustness and Adaptivity" (ICML 2023), LDR-k; Lapin, Hein, Schiele, "Top-k Multiclass SVM" (NeurIPS 2015).
 *
 * @example
 * ldrTopKLoss(logits, labels, { k: 5, margin: 1, normalize: "none" });
 */
export function ldrTopKLoss(logits: Array, labels: Array, options: LdrTopKOptions): Array {
  const { k, margin = 0.1, normalize = "softplus", reduction = "mean" } = checkOptions(options);
  const { classes } = checkLdr(logits, labels, { margin, normalize });
  checkNumber("k", k, { min: 1, max: classes, integer: true });
  checkReduction(reduction);
  const violations = marginViolations(normalizeScores(logits, normalize), labels, margin);
  const [largest, places] = lax.topK(violations, k) as [Array, Array];
  places.dispose();
  return reduceLosses(largest.mean(1), reduction);
}

/**
 * Checks the values that {@link ldrTopKLoss} takes: finite logits, no row of zeros where they are normalized by "l1",
 * labels in 0..classes−1. Borrows both.
 * @throws InvalidArgumentError naming the first value that is not sound
 */
export async function validateLdrTopKLoss(
  logits: Array,
  labels: Array,
  { normalize = "softplus" }: Pick<LdrTopKOptions, "normalize"> = {},
): Promise<void> {
  await validateLdr(logits, labels, normalize);
}
