import type { Array } from "@jax-js/jax";
import { checkOneOf } from "./checks.ts";

/** How per-example losses become the result: their mean, their sum, or all of them. */
export type Reduction = "mean" | "sum" | "none";

const reductions = ["mean", "sum", "none"] as const;

/** Checks the `reduction` option. */
export function checkReduction(reduction: Reduction): void {
  checkOneOf("reduction", reduction, reductions);
}

/** Applies a reduction to per-example losses of any shape; consumes them. */
export function reduceLosses(losses: Array, reduction: Reduction): Array {
  if (reduction === "none") return losses;
  return reduction === "mean" ? losses.mean() : losses.sum();
}
