import { type Array, numpy as np } from "@jax-js/jax";
import { validateFinite } from "../internal/checks.ts";
import { checkRows } from "../internal/checkRows.ts";
import { validateWeight } from "../internal/cosineClassifier.ts";
import { validateMeanDirections } from "../internal/meanDirections.ts";
import { normalizeRows } from "../internal/normalizeRows.ts";

/**
 * Class weights with one more class, known from a few examples and without any training: the prototype of the
 * examples (see `classPrototypes`) becomes its weight. Add several classes one by one, and predict among old and new
 * ones with `hyperspherePredict`. Consumes its inputs.
 *
 * @param weight directions of the classes so far, float [classes, dimensions], rows of any length
 * @param examples embeddings of the new class, float [examples, dimensions], at least one
 * @returns [classes + 1, dimensions], rows of length 1, the new class last; zeros if the examples cancel, which
 *   {@link validateAddNovelClass} finds
 * @throws InvalidArgumentError for other shapes or dtypes, no classes, no examples, unequal dimensions
 *
 * Source: Pereira, Joly, Valduriez, Porto, "Hyperspherical embedding for novel class classification" (2021).
 *
 * @example
 * const extended = addNovelClass(params.classWeight, embed(params, tenImages));
 */
export function addNovelClass(weight: Array, examples: Array): Array {
  checkAddNovelClass(weight, examples);
  return np.concatenate([normalizeRows(weight), normalizeRows(sumOfDirections(examples))]);
}

/** Sum of the rows scaled to length 1, [1, dimensions]. Consumes them. */
function sumOfDirections(rows: Array): Array {
  return normalizeRows(rows).sum(0, { keepdims: true });
}

function checkAddNovelClass(weight: Array, examples: Array): void {
  const { d } = checkRows("weight", weight);
  checkRows("examples", examples, d);
}

/**
 * Checks the values that {@link addNovelClass} takes on trust. Borrows the arrays.
 * @throws InvalidArgumentError for whatever the function refuses, values that are not finite, a weight of zeros,
 *   examples that cancel
 */
export async function validateAddNovelClass(weight: Array, examples: Array): Promise<void> {
  checkAddNovelClass(weight, examples);
  await validateWeight(weight);
  await validateFinite("examples", examples);
  await validateMeanDirections("examples", sumOfDirections(examples.ref), [examples.shape[0]!]);
}
