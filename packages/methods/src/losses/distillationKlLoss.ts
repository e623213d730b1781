import { type Array, lax, numpy as np } from "@jax-js/jax";
import {
  checkDistillation,
  type DistillationOptions,
  validateDistillation,
} from "../internal/distillation.ts";
import { logSoftmax } from "../internal/logSoftmax.ts";
import { reduceLosses } from "../internal/reduce.ts";

/**
 * Classical knowledge distillation: each example costs T² KL(softmax(t/T) ‖ softmax(z/T)). Adding the same number
 * to all logits of an example changes nothing. The gradient with respect to z is T (softmax(z/T) − softmax(t/T)).
 *
 * @param studentLogits z, float [batch, classes], at least two classes
 * @param teacherLogits t, the same shape; carries no gradient
 * @param options `temperature` defaults to 4
 * @returns losses ≥ 0 (but for rounding), 0 where the softmaxes agree: a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for other or unequal shapes, other dtypes, fewer than two classes, temperature ≤ 0
 *
 * Source: Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network" (2015), section 2.
 *
 * @example
 * const loss = compSumLoss(logits.ref, labels).add(distillationKlLoss(logits, teacherLogits));
 */
export function distillationKlLoss(
  studentLogits: Array,
  teacherLogits: Array,
  options: DistillationOptions = {},
): Array {
  const { temperature, reduction } = checkDistillation(studentLogits, teacherLogits, options, 4);
  const student = logSoftmax(studentLogits.div(temperature));
  const teacher = logSoftmax(lax.stopGradient(teacherLogits).div(temperature));
  const divergence = np.exp(teacher.ref).mul(teacher.sub(student)).sum(1);
  return reduceLosses(divergence.mul(temperature ** 2), reduction);
}

/**
 * Checks the values that {@link distillationKlLoss} takes: finite logits. Borrows both.
 * @throws InvalidArgumentError naming the first value that is not finite
 */
export function validateDistillationKlLoss(studentLogits: Array, teacherLogits: Array): Promise<void> {
  return validateDistillation(studentLogits, teacherLogits);
}
