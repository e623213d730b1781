import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";

/** Shorter than this, the mean of unit vectors is made of rounding errors. */
const shortestMean = 1e-6;

/**
 * Value check for `validate…` functions: sums of unit vectors that do not cancel. Consumes the sums.
 * @param sums [groups, dimensions]
 * @param counts how many vectors each group has, all ≥ 1
 * @throws InvalidArgumentError naming the first group whose mean has no direction
 */
export async function validateMeanDirections(
  argument: string,
  sums: Array,
  counts: ArrayLike<number>,
): Promise<void> {
  const lengths = [...(await np.sqrt(np.square(sums).sum(1)).data())];
  const at = lengths.findIndex((length, group) => length / counts[group]! < shortestMean);
  if (at < 0) return;
  throw new InvalidArgumentError(argument, "directions that do not cancel", `a mean of 0 for class ${at}`);
}
