import { checkNumber } from "../internal/checks.ts";
import type { EmptyState, GradientTransformation } from "./gradientTransformation.ts";
import { stateless } from "./stateless.ts";
import { mapTree } from "./tree.ts";

/**
 * Multiplies the updates by a constant.
 * @param factor any finite number
 * @throws InvalidArgumentError if `factor` is not finite
 */
export function scale(factor: number): GradientTransformation<EmptyState> {
  checkNumber("factor", factor);
  return stateless((updates) => mapTree((update) => update.mul(factor), updates));
}
