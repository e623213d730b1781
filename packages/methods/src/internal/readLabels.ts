import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkInteger, checkNotEmpty, checkShape } from "./checks.ts";
import { concreteValue } from "./concreteValue.ts";

/**
 * Checks labels, an int32 engine array or an `Int32Array`, of at least one example.
 * @returns their number
 */
export function checkLabelList(labels: Int32Array | Array, argument = "labels"): number {
  if (labels instanceof Int32Array) {
    if (labels.length > 0) return labels.length;
    throw new InvalidArgumentError(argument, "at least one label", "none");
  }
  const { n } = checkShape(argument, labels, ["n"]);
  checkNotEmpty(argument, labels);
  checkInteger(argument, labels);
  return n;
}

/**
 * Reads checked labels into plain memory. Consumes an engine array.
 * @throws InvalidArgumentError where they are being traced into a program
 */
export function readLabels(labels: Int32Array | Array, argument = "labels"): ArrayLike<number> {
  if (labels instanceof Int32Array) return labels;
  const values = concreteValue(argument, labels).dataSync();
  labels.dispose();
  return values;
}
