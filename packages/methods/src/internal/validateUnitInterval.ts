import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";

/**
 * Value check for `validate…` functions: every element in [0, 1]. Borrows `x`.
 * @throws InvalidArgumentError naming the first offending element
 */
export async function validateUnitInterval(argument: string, x: Array): Promise<void> {
  const values = await x.ref.data();
  const at = values.findIndex((value) => !(value >= 0 && value <= 1));
  if (at < 0) return;
  throw new InvalidArgumentError(argument, "values in [0, 1]", `${values[at]} at flat index ${at}`);
}
