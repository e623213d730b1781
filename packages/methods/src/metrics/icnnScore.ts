import type { Array } from "@jax-js/jax";
import {
  checkIcnn,
  type IcnnOptions,
  icnnPartsOf,
  type IcnnParts,
  icnnScoreOf,
  validateIcnn,
} from "../internal/icnn.ts";

/**
 * ICNN score of labelled embeddings (inter and intra class nearest neighbours): do samples have their own class near
 * them? ((A + B) / 2 + G) / 2 of the three parts that {@link icnnParts} gives; 1 for classes that keep to themselves.
 *
 * Each sample's k nearest others are looked at. A is 1 minus the mean distance of those of its own class, in multiples
 * of the distance of the nearest stranger in the window; B the mean distance of the strangers, as a share of the
 * largest; G the share of neighbours of the own class. Distances are √(‖a − b‖² + 1e-6), and the score hardly depends
 * on the scale. Of samples at the same distance the first in the set is the nearer one. A window smaller than the
 * classes often sees no stranger, and A is then 1 with nothing to learn from it.
 *
 * Differentiable in the embeddings through all distances; which neighbours are looked at counts as given. Consumes its
 * inputs. Memory grows as n² in a program of the engine and as n² · d outside of one; time as n² · (d + log n).
 *
 * @param embeddings float [n, d], n ≥ 4
 * @param labels class of each embedding, any integers, int32 [n]; one class alone has the score 1
 * @returns scalar in [0, 1]
 * @throws InvalidArgumentError for other shapes or dtypes, fewer than 4 rows, k < 1, a window outside k..n−1; values of
 *   arrays are {@link validateIcnnScore}'s to check
 *
 * Source: Mendez-Ruiz et al., "SuSana Distancia is all you need" (2023), as its authors released it: two terms and the
 * share, without exponents and variance.
 *
 * @example
 * const score = icnnScore(embed(params, images), labels, { window: 10 });
 */
export function icnnScore(embeddings: Array, labels: Array, options: IcnnOptions = {}): Array {
  return icnnScoreOf(embeddings, labels, checkIcnn(embeddings, labels, options));
}

/**
 * The three parts of {@link icnnScore}, with the same arguments, memory and refusals. Consumes its inputs.
 *
 * @example
 * const { intra, inter, purity } = icnnParts(embeddings, labels);
 */
export function icnnParts(embeddings: Array, labels: Array, options: IcnnOptions = {}): IcnnParts {
  return icnnPartsOf(embeddings, labels, checkIcnn(embeddings, labels, options));
}

/**
 * Checks the values that {@link icnnScore} and {@link icnnParts} take on trust. Borrows the arrays.
 * @throws InvalidArgumentError for whatever they refuse, and for embeddings that are not finite
 */
export async function validateIcnnScore(
  embeddings: Array,
  labels: Array,
  options: IcnnOptions = {},
): Promise<void> {
  await validateIcnn(embeddings, labels, options);
}
