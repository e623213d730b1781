import type { Array } from "@jax-js/jax";
import {
  type AggregateLossOptions,
  bagLosses,
  checkBags,
  validateBags,
} from "../internal/aggregateLosses.ts";
import { reduceLosses } from "../internal/reduce.ts";

/**
 * Bag-level loss for learning from aggregate responses: each bag's mean prediction is compared with the bag's mean
 * response. For the logistic loss the mean is that of the probabilities, and the result their cross-entropy with the
 * response, without clamping.
 *
 * Consumes its inputs. Differentiable with respect to both.
 *
 * @param predictions float [bags, bag size], logits for the logistic loss; bags have one size, from 1 on
 * @param bagTargets mean response of each bag, float [bags]; in [0, 1] for the logistic loss
 * @returns losses ≥ 0: a scalar, or [bags] for reduction "none"
 * @throws InvalidArgumentError for other shapes or dtypes, no bags or empty ones, an unknown loss or reduction. Values
 * are checked by {@link validateBagLevelLoss} alone.
 *
 * Source: Javanmard, Chen, Mirrokni, Badanidiyuru, Fu, "Learning from Aggregate responses: Instance Level versus Bag
 * Level Loss Functions" (ICLR 2024).
 *
 * @example
 * bagLevelLoss(model(features).reshape([-1, bagSize]), bagMeans); // rows of a bag follow one another
 */
export function bagLevelLoss(
  predictions: Array,
  bagTargets: Array,
  options: AggregateLossOptions = {},
): Array {
  const { loss, reduction } = checkBags(predictions, bagTargets, options);
  return reduceLosses(bagLosses(predictions, bagTargets, loss), reduction);
}

/**
 * Checks the values that {@link bagLevelLoss} takes: finite, and targets of the logistic loss in [0, 1]. Borrows both
 * arrays.
 * @throws InvalidArgumentError for whatever `bagLevelLoss` refuses, and naming the first value that is neither
 */
export async function validateBagLevelLoss(
  predictions: Array,
  bagTargets: Array,
  options: AggregateLossOptions = {},
): Promise<void> {
  await validateBags(predictions, bagTargets, options);
}
