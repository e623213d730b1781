import type { Array } from "@jax-js/jax";
import { checkLogits } from "./checkLogits.ts";
import { checkFloat, checkNumber, checkOptions, checkSameShape, validateFinite } from "./checks.ts";
import { checkReduction, type Reduction } from "./reduce.ts";

/** Options that the losses between a student's and a teacher's logits share. */
export interface DistillationOptions {
  /** Divides both sets of logits, > 0. The loss is multiplied by its square, which keeps gradients in scale. */
  temperature?: number;
  /** Over examples; default "mean". */
  reduction?: Reduction;
}

/**
 * Checks what a distillation loss is given.
 * @returns the options with their defaults
 */
export function checkDistillation(
  studentLogits: Array,
  teacherLogits: Array,
  options: DistillationOptions,
  defaultTemperature: number,
): Required<DistillationOptions> {
  const { temperature = defaultTemperature, reduction = "mean" } = checkOptions(options);
  checkLogitPair(studentLogits, teacherLogits);
  checkNumber("temperature", temperature, { above: 0 });
  checkReduction(reduction);
  return { temperature, reduction };
}

function checkLogitPair(studentLogits: Array, teacherLogits: Array): void {
  checkLogits(studentLogits, "studentLogits");
  checkSameShape("teacherLogits", teacherLogits, "studentLogits", studentLogits);
  checkFloat("teacherLogits", teacherLogits);
}

/**
 * Checks the values that a distillation loss takes: finite logits. Borrows both.
 * @throws InvalidArgumentError naming the first value that is not finite
 */
export async function validateDistillation(studentLogits: Array, teacherLogits: Array): Promise<void> {
  checkLogitPair(studentLogits, teacherLogits);
  await validateFinite("studentLogits", studentLogits);
  await validateFinite("teacherLogits", teacherLogits);
}
