import type { Array } from "@jax-js/jax";
import { checkLabels, checkLogits } from "../internal/checkLogits.ts";
import {
  checkFloat,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkSameShape,
  validateFinite,
  validateIndices,
} from "../internal/checks.ts";
import { crossEntropy } from "../internal/crossEntropy.ts";
import { binaryKlLoss } from "../losses/binaryKlLoss.ts";
import { binaryKlNormLoss } from "../losses/binaryKlNormLoss.ts";

export interface DualHeadDistillationOptions {
  /** Weight of the logit loss at the auxiliary head, ≥ 0; default 1. */
  alpha?: number;
  /** Weight of the cross-entropy at the main head, ≥ 0; default 1. */
  gamma?: number;
  /** Temperature of the logit loss, > 0; default 2. */
  temperature?: number;
  /** Logit loss: "normalized" is BinaryKL-Norm (default), "plain" is BinaryKL. */
  variant?: "normalized" | "plain";
}

const logitLosses = { normalized: binaryKlNormLoss, plain: binaryKlLoss };

/**
 * Objective of a student with two linear heads on the same features: γ times the cross-entropy of the main head
 * plus α times the distance of the auxiliary head's logits to the teacher's, both means over the batch. After
 * training the auxiliary head is thrown away. To align the gradients of both terms with `alignGradients`, take
 * them one by one: with α = 0 and with γ = 0.
 *
 * @param logits of the main head, float [batch, classes], at least two classes
 * @param auxLogits of the auxiliary head, the same shape
 * @param teacherLogits the same shape; carry no gradient
 * @param labels class indices in 0..classes−1, int32 [batch]
 * @returns scalar ≥ 0 (but for rounding)
 * @throws InvalidArgumentError for other or unequal shapes, other dtypes, fewer than two classes, α or γ < 0,
 * temperature ≤ 0, an unknown variant
 *
 * Source: Yang, Zong, Huang, Feng, An, "Dual-Head Knowledge Distillation" (2024), the overall objective.
 *
 * @example
 * const loss = dualHeadDistillationLoss(mainLogits, auxLogits, teacherLogits, labels, { alpha: 0.1 });
 */
export function dualHeadDistillationLoss(
  logits: Array,
  auxLogits: Array,
  teacherLogits: Array,
  labels: Array,
  options: DualHeadDistillationOptions = {},
): Array {
  const { alpha = 1, gamma = 1, temperature = 2, variant = "normalized" } = checkOptions(options);
  checkArrays(logits, auxLogits, teacherLogits, labels);
  checkNumber("alpha", alpha, { min: 0 });
  checkNumber("gamma", gamma, { min: 0 });
  checkNumber("temperature", temperature, { above: 0 });
  checkOneOf("variant", variant, ["normalized", "plain"]);
  const ofLabels = crossEntropy(logits, labels).mean();
  const ofTeacher = logitLosses[variant](auxLogits, teacherLogits, { temperature });
  return ofLabels.mul(gamma).add(ofTeacher.mul(alpha));
}

function checkArrays(
  logits: Array,
  auxLogits: Array,
  teacherLogits: Array,
  labels: Array,
): { classes: number } {
  const { batch, classes } = checkLogits(logits);
  checkSameShape("auxLogits", auxLogits, "logits", logits);
  checkFloat("auxLogits", auxLogits);
  checkSameShape("teacherLogits", teacherLogits, "logits", logits);
  checkFloat("teacherLogits", teacherLogits);
  checkLabels(labels, batch);
  return { classes };
}

/**
 * Checks the values that {@link dualHeadDistillationLoss} takes: finite logits, labels in 0..classes−1. Borrows the
 * arrays.
 * @throws InvalidArgumentError naming the first value that is neither
 */
export async function validateDualHeadDistillationLoss(
  logits: Array,
  auxLogits: Array,
  teacherLogits: Array,
  labels: Array,
): Promise<void> {
  const { classes } = checkArrays(logits, auxLogits, teacherLogits, labels);
  await validateFinite("logits", logits);
  await validateFinite("auxLogits", auxLogits);
  await validateFinite("teacherLogits", teacherLogits);
  await validateIndices("labels", labels, classes);
}
