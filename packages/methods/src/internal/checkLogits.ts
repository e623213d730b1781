import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkInteger, checkNotEmpty, checkShape } from "./checks.ts";

/** Checks logits [batch, classes]: floats, at least one example, at least two classes. */
export function checkLogits(logits: Array, argument = "logits"): { batch: number; classes: number } {
  const { batch, classes } = checkShape(argument, logits, ["batch", "classes"]);
  checkFloat(argument, logits);
  checkNotEmpty(argument, logits);
  if (classes < 2) throw new InvalidArgumentError(argument, "at least two classes", `${classes}`);
  return { batch, classes };
}

/** Checks one class index per row of the logits: int32 [batch]. */
export function checkLabels(labels: Array, batch: number): void {
  checkShape("labels", labels, [batch]);
  checkInteger("labels", labels);
}
