import { type Array, lax, numpy as np } from "@jax-js/jax";
import {
  checkDistillation,
  type DistillationOptions,
  validateDistillation,
} from "../internal/distillation.ts";
import { logCosh } from "../internal/logCosh.ts";
import { reduceLosses } from "../internal/reduce.ts";

/**
 * BinaryKL: matches the logits of a student to those of a teacher class by class. With σ the sigmoid and T the
 * temperature, each example costs T² Σ_k KL(Ber(σ(t_k/T)) ‖ Ber(σ(z_k/T))), summed (not averaged) over classes.
 *
 * Computed as log cosh(c/2) − log cosh(a/2) − tanh(a/2)(c − a)/2 with a = t/T and c = z/T, which is the same and
 * needs no clamped probabilities. The gradient with respect to z_k is T (σ(z_k/T) − σ(t_k/T)).
 *
 * @param studentLogits z, float [batch, classes], at least two classes
 * @param teacherLogits t, the same shape; carries no gradient
 * @param options `temperature` defaults to 2
 * @returns losses ≥ 0 (but for rounding), 0 where the logits agree: a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for other or unequal shapes, other dtypes, fewer than two classes, temperature ≤ 0
 *
 * Source: Yang, Zong, Huang, Feng, An, "Dual-Head Knowledge Distillation" (2024), the BinaryKL loss.
 *
 * @example
 * const loss = binaryKlLoss(studentLogits, teacherLogits, { temperature: 2 });
 */
export function binaryKlLoss(
  studentLogits: Array,
  teacherLogits: Array,
  options: DistillationOptions = {},
): Array {
  const { temperature, reduction } = checkDistillation(studentLogits, teacherLogits, options, 2);
  const student = studentLogits.div(2 * temperature);
  const teacher = lax.stopGradient(teacherLogits).div(2 * temperature);
  const tangent = np.tanh(teacher.ref).mul(student.ref.sub(teacher.ref));
  const divergence = logCosh(student).sub(logCosh(teacher)).sub(tangent);
  return reduceLosses(divergence.sum(1).mul(temperature ** 2), reduction);
}

/**
 * Checks the values that {@link binaryKlLoss} takes: finite logits. Borrows both.
 * @throws InvalidArgumentError naming the first value that is not finite
 */
export function validateBinaryKlLoss(studentLogits: Array, teacherLogits: Array): Promise<void> {
  return validateDistillation(studentLogits, teacherLogits);
}
