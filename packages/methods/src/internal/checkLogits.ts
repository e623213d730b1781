import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkInteger, checkNotEmpty, checkShape } from "./checks.ts";

/** Checks logits [batch, classes]: floats, at least one example, at least two classes. */
export function checkLogits(logits: Array): { batch: number; classes: number } {
  const { batch, classes } = checkShape("logits", logits, ["batch", "classes"]);
  checkFloat("logits", logits);
  checkNotEmpty("logits", logits);
  if (classes < 2) throw new InvalidArgumentError("logits", "at least two classes", `${classes}`);
  return { batch, classes };
}

/** Checks one class index per row of the logits: int32 [batch]. */
export function checkLabels(labels: Array, batch: number): void {
  checkShape("labels", labels, [batch]);
  checkInteger("labels", labels);
}
