import type { Array } from "@jax-js/jax";
import {
  type AggregateLossOptions,
  bagLosses,
  checkBags,
  instanceLosses,
  validateBags,
} from "../internal/aggregateLosses.ts";
import { checkNumber, checkOptions } from "../internal/checks.ts";
import { reduceLosses } from "../internal/reduce.ts";

export interface InterpolatedAggregateOptions extends AggregateLossOptions {
  /** Weight of the instance-level loss, in [0, 1]: 0 is the bag-level loss, 1 the instance-level loss. */
  rho: number;
}

/**
 * Interpolation between the losses of bags and of instances, (1 − ρ) L_bag + ρ L_ins. For the squared loss that is
 * the bag-level loss with a penalty of weight ρ on how far the predictions inside a bag spread: ρ trades the variance
 * of the first for the bias of the second.
 *
 * Consumes its inputs. Differentiable with respect to both.
 *
 * @param predictions float [bags, bag size], logits for the logistic loss; bags have one size, from 1 on
 * @param bagTargets mean response of each bag, float [bags]; in [0, 1] for the logistic loss
 * @returns losses: a scalar, or [bags] for reduction "none"
 * @throws InvalidArgumentError for other shapes or dtypes, no bags or empty ones, ρ outside [0, 1], an unknown loss or
 * reduction. Values are checked by {@link validateInterpolatedAggregateLoss} alone.
 *
 * Source: Javanmard, Chen, Mirrokni, Badanidiyuru, Fu, "Learning from Aggregate responses: Instance Level versus Bag
 * Level Loss Functions" (ICLR 2024).
 *
 * @example
 * interpolatedAggregateLoss(logits, clickRates, { rho: 0.1, loss: "logistic" });
 */
export function interpolatedAggregateLoss(
  predictions: Array,
  bagTargets: Array,
  options: InterpolatedAggregateOptions,
): Array {
  const { rho, loss, reduction } = checkInterpolation(predictions, bagTargets, options);
  if (rho === 0) return reduceLosses(bagLosses(predictions, bagTargets, loss), reduction);
  if (rho === 1) return reduceLosses(instanceLosses(predictions, bagTargets, loss), reduction);
  const ofBags = bagLosses(predictions.ref, bagTargets.ref, loss);
  const ofInstances = instanceLosses(predictions, bagTargets, loss);
  return reduceLosses(ofBags.mul(1 - rho).add(ofInstances.mul(rho)), reduction);
}

function checkInterpolation(
  predictions: Array,
  bagTargets: Array,
  options: InterpolatedAggregateOptions,
): Required<InterpolatedAggregateOptions> {
  const { rho } = checkOptions(options);
  const checked = checkBags(predictions, bagTargets, options);
  checkNumber("rho", rho, { min: 0, max: 1 });
  return { rho, ...checked };
}

/**
 * Checks the values that {@link interpolatedAggregateLoss} takes: finite, and targets of the logistic loss in [0, 1].
 * Borrows both arrays.
 * @throws InvalidArgumentError for whatever `interpolatedAggregateLoss` refuses, and naming the first value that is
 * neither
 */
export async function validateInterpolatedAggregateLoss(
  predictions: Array,
  bagTargets: Array,
  options: InterpolatedAggregateOptions,
): Promise<void> {
  checkInterpolation(predictions, bagTargets, options);
  await validateBags(predictions, bagTargets, options);
}
