import type { Array } from "@jax-js/jax";
import { checkIcnn, type IcnnOptions, icnnScoreOf, validateIcnn } from "../internal/icnn.ts";
import { log } from "../internal/log.ts";

/**
 * ICNN loss: −log of the score `icnnScore` of a labelled set, which says how near samples have their own class around
 * them and how far the nearest strangers. It pulls each sample's nearest friends closer, compared with its nearest
 * stranger, and pushes strangers among its neighbours away; the share of friends has no gradient.
 *
 * Meant for the support and query embeddings of an episode together, with a window of as many samples as a class has
 * there. Differentiable in the embeddings; which neighbours are looked at counts as given. Consumes its inputs. Memory
 * grows as n² in a program of the engine and as n² · d outside of one; time as n² · (d + log n).
 *
 * @param embeddings float [n, d], n ≥ 4
 * @param labels class of each embedding, any integers, int32 [n]; one class alone has the loss 0
 * @returns scalar ≥ 0
 * @throws InvalidArgumentError for other shapes or dtypes, fewer than 4 rows, k < 1, a window outside k..n−1; values of
 *   arrays are {@link validateIcnnLoss}'s to check
 *
 * Source: Mendez-Ruiz et al., "SuSana Distancia is all you need" (2023), as its authors released it: two terms and the
 * share, without exponents and variance.
 *
 * @example
 * const loss = icnnLoss(np.concatenate([support, queries]), labels, { window: 10 });
 */
export function icnnLoss(embeddings: Array, labels: Array, options: IcnnOptions = {}): Array {
  const settings = checkIcnn(embeddings, labels, options);
  return log(icnnScoreOf(embeddings, labels, settings)).neg();
}

/**
 * Checks the values that {@link icnnLoss} takes on trust. Borrows the arrays.
 * @throws InvalidArgumentError for whatever the loss refuses, and for embeddings that are not finite
 */
export async function validateIcnnLoss(
  embeddings: Array,
  labels: Array,
  options: IcnnOptions = {},
): Promise<void> {
  await validateIcnn(embeddings, labels, options);
}
