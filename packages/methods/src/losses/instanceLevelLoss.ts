import type { Array } from "@jax-js/jax";
import {
  type AggregateLossOptions,
  checkBags,
  instanceLosses,
  validateBags,
} from "../internal/aggregateLosses.ts";
import { reduceLosses } from "../internal/reduce.ts";

/**
 * Instance-level loss for learning from aggregate responses: every example is compared with the mean response of its
 * bag, as if that were its own. For the squared loss it exceeds the bag-level loss by the variance of the predictions
 * inside the bag.
 *
 * Consumes its inputs. Differentiable with respect to both.
 *
 * @param predictions float [bags, bag size], logits for the logistic loss; bags have one size, from 1 on
 * @param bagTargets mean response of each bag, float [bags]; in [0, 1] for the logistic loss
 * @returns losses, the mean over the examples of each bag: a scalar, or [bags] for reduction "none"
 * @throws InvalidArgumentError for other shapes or dtypes, no bags or empty ones, an unknown loss or reduction. Values
 * are checked by {@link validateInstanceLevelLoss} alone.
 *
 * Source: Javanmard, Chen, Mirrokni, Badanidiyuru, Fu, "Learning from Aggregate responses: Instance Level versus Bag
 * Level Loss Functions" (ICLR 2024).
 */
export function instanceLevelLoss(
  predictions: Array,
  bagTargets: Array,
  options: AggregateLossOptions = {},
): Array {
  const { loss, reduction } = checkBags(predictions, bagTargets, options);
  return reduceLosses(instanceLosses(predictions, bagTargets, loss), reduction);
}

/**
 * Checks the values that {@link instanceLevelLoss} takes: finite, and targets of the logistic loss in [0, 1]. Borrows
 * both arrays.
 * @throws InvalidArgumentError for whatever `instanceLevelLoss` refuses, and naming the first value that is neither
 */
export async function validateInstanceLevelLoss(
  predictions: Array,
  bagTargets: Array,
  options: AggregateLossOptions = {},
): Promise<void> {
  await validateBags(predictions, bagTargets, options);
}
