import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkNumber, checkOneOf } from "./checks.ts";

/** How per-example losses become the result: their mean, their sum, or all of them. */
export type Reduction = "mean" | "sum" | "none";

const reductions = ["mean", "sum", "none"] as const;

/** Checks the `reduction` option. */
export function checkReduction(reduction: Reduction): void {
  checkOneOf("reduction", reduction, reductions);
}

/**
 * Checks how many rows a loss over pairs takes at a time; undefined: all.
 * @throws InvalidArgumentError for no integer ≥ 1, and for any where losses are not reduced
 */
export function checkChunkSize(chunkSize: number | undefined, reduction?: Reduction): void {
  if (chunkSize === undefined) return;
  checkNumber("chunkSize", chunkSize, { min: 1, integer: true });
  if (reduction === "none") {
    throw new InvalidArgumentError("chunkSize", 'a reduction other than "none"', chunkSize);
  }
}

/** Applies a reduction to per-example losses of any shape; consumes them. */
export function reduceLosses(losses: Array, reduction: Reduction): Array {
  if (reduction === "none") return losses;
  return reduction === "mean" ? losses.mean() : losses.sum();
}
