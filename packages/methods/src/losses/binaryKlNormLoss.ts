import { type Array, lax } from "@jax-js/jax";
import {
  checkDistillation,
  type DistillationOptions,
  validateDistillation,
} from "../internal/distillation.ts";
import { logCosh } from "../internal/logCosh.ts";
import { reduceLosses } from "../internal/reduce.ts";

/**
 * BinaryKL-Norm: the form of `binaryKlLoss` that sees differences of logits alone. Each example costs
 * T² Σ_k KL(Ber(½) ‖ Ber(σ((z_k − t_k)/T))) = T² Σ_k log cosh((z_k − t_k)/(2T)), summed (not averaged) over
 * classes: an eighth of the squared difference near 0, T/2 times its size far away. The gradient with respect
 * to z_k is T (σ((z_k − t_k)/T) − ½), bounded by T/2 and zero where the logits agree.
 *
 * @param studentLogits z, float [batch, classes], at least two classes
 * @param teacherLogits t, the same shape; carries no gradient
 * @param options `temperature` defaults to 2
 * @returns losses ≥ 0 (but for rounding), 0 where the logits agree: a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for other or unequal shapes, other dtypes, fewer than two classes, temperature ≤ 0
 *
 * Source: Yang, Zong, Huang, Feng, An, "Dual-Head Knowledge Distillation" (2024), the normalised BinaryKL loss.
 *
 * @example
 * const loss = binaryKlNormLoss(auxiliaryLogits, teacherLogits, { temperature: 2 });
 */
export function binaryKlNormLoss(
  studentLogits: Array,
  teacherLogits: Array,
  options: DistillationOptions = {},
): Array {
  const { temperature, reduction } = checkDistillation(studentLogits, teacherLogits, options, 2);
  const difference = studentLogits.sub(lax.stopGradient(teacherLogits));
  const divergence = logCosh(difference.div(2 * temperature));
  return reduceLosses(divergence.sum(1).mul(temperature ** 2), reduction);
}

/**
 * Checks the values that {@link binaryKlNormLoss} takes: finite logits. Borrows both.
 * @throws InvalidArgumentError naming the first value that is not finite
 */
export function validateBinaryKlNormLoss(studentLogits: Array, teacherLogits: Array): Promise<void> {
  return validateDistillation(studentLogits, teacherLogits);
}
