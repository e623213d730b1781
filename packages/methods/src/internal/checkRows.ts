import type { Array } from "@jax-js/jax";
import { checkFloat, checkNotEmpty, checkShape } from "./checks.ts";

/**
 * Checks for floats [n, d], at least one of each.
 * @param d what the width must be; left out: any
 */
export function checkRows(argument: string, x: Array, d?: number): { n: number; d: number } {
  const { n } = checkShape(argument, x, ["n", d ?? "d"]);
  checkFloat(argument, x);
  checkNotEmpty(argument, x);
  return { n, d: x.shape[1]! };
}
