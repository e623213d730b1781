import type { Array } from "@jax-js/jax";
import {
  checkFlag,
  checkFloat,
  checkNotEmpty,
  checkOptions,
  checkSameShape,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { normalizeRows } from "../internal/normalizeRows.ts";
import { validateUnitInterval } from "../internal/validateUnitInterval.ts";

export interface MetrixMixOptions {
  /** Whether to scale the mixed rows to length 1. Default true. */
  normalize?: boolean;
}

/**
 * Mixes rows: λ · first + (1 − λ) · second, for embeddings scaled back to the unit sphere. Inputs are mixed without
 * that. Consumes the arrays; gradients flow into all of them.
 *
 * @param first floats [n, d], for {@link metrixLoss} the positives
 * @param second floats [n, d], the negatives
 * @param lambda λ of each row in [0, 1], floats [n]
 * @returns [n, d]; a row that mixes to zeros stays zero
 * @throws InvalidArgumentError for other shapes or dtypes, or no rows. Values are checked by {@link validateMetrixMix}
 * alone.
 *
 * Source: Venkataramanan et al., "It Takes Two to Tango: Mixup for Deep Metric Learning" (ICLR 2022), mixing of inputs,
 * features and embeddings.
 *
 * @example
 * const mixed = metrixMix(positives, negatives, lambda); // lambda-positive to the positives' anchors
 */
export function metrixMix(first: Array, second: Array, lambda: Array, options: MetrixMixOptions = {}): Array {
  const { normalize } = checkMetrixMix(first, second, lambda, options);
  const { dtype } = first;
  const weight = lambda.astype(dtype).reshape([-1, 1]);
  const rest = weight.ref.neg().add(1);
  const mixed = first.mul(weight).add(second.astype(dtype).mul(rest));
  return normalize ? normalizeRows(mixed) : mixed;
}

function checkMetrixMix(
  first: Array,
  second: Array,
  lambda: Array,
  options: MetrixMixOptions,
): Required<MetrixMixOptions> {
  const { normalize = true } = checkOptions(options);
  const { n } = checkShape("first", first, ["n", "d"]);
  checkNotEmpty("first", first);
  checkFloat("first", first);
  checkSameShape("second", second, "first", first);
  checkFloat("second", second);
  checkShape("lambda", lambda, [n]);
  checkFloat("lambda", lambda);
  checkFlag("normalize", normalize);
  return { normalize };
}

/**
 * Checks the values that {@link metrixMix} takes on trust: finite rows, and λ in [0, 1]. Borrows the arrays.
 * @throws InvalidArgumentError for whatever `metrixMix` refuses, and naming the first value that is not
 */
export async function validateMetrixMix(
  first: Array,
  second: Array,
  lambda: Array,
  options: MetrixMixOptions = {},
): Promise<void> {
  checkMetrixMix(first, second, lambda, options);
  await validateFinite("first", first);
  await validateFinite("second", second);
  await validateUnitInterval("lambda", lambda);
}
