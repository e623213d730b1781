/** What the losses of bags have in common: predictions of single examples, responses known as means over bags. */
import { type Array, numpy as np } from "@jax-js/jax";
import { checkFloat, checkNotEmpty, checkOneOf, checkOptions, checkShape, validateFinite } from "./checks.ts";
import { logMeanExp } from "./logMeanExp.ts";
import { checkReduction, type Reduction } from "./reduce.ts";
import { softplus } from "./softplus.ts";
import { validateUnitInterval } from "./validateUnitInterval.ts";

const losses = ["squared", "logistic"] as const;

/** How a prediction is compared with a response. */
export type AggregateLossKind = (typeof losses)[number];

export interface AggregateLossOptions {
  /**
   * "squared" (default): (f − y)² of real predictions and responses. "logistic": cross-entropy of the probabilities
   * sigmoid(f) for logits f, and responses in [0, 1].
   */
  loss?: AggregateLossKind;
  /** Over bags; default "mean". */
  reduction?: Reduction;
}

/** Checks predictions [bags, bag size], targets [bags] and the options; returns these with their defaults. */
export function checkBags(
  predictions: Array,
  bagTargets: Array,
  options: AggregateLossOptions,
): Required<AggregateLossOptions> {
  const { loss = "squared", reduction = "mean" } = checkOptions(options);
  const { bags } = checkShape("predictions", predictions, ["bags", "bagSize"]);
  checkNotEmpty("predictions", predictions);
  checkFloat("predictions", predictions);
  checkShape("bagTargets", bagTargets, [bags]);
  checkFloat("bagTargets", bagTargets);
  checkOneOf("loss", loss, losses);
  checkReduction(reduction);
  return { loss, reduction };
}

/** The loss of each bag's mean prediction, [bags]; consumes both. */
export function bagLosses(predictions: Array, bagTargets: Array, loss: AggregateLossKind): Array {
  if (loss === "squared") return np.square(predictions.mean(1).sub(bagTargets));
  const yes = logMeanExp(softplus(predictions.ref.neg()).neg());
  const no = logMeanExp(softplus(predictions).neg());
  return bagTargets.ref.mul(yes).add(bagTargets.neg().add(1).mul(no)).neg();
}

/** The mean loss of a bag's predictions, each compared with the bag's target, [bags]; consumes both. */
export function instanceLosses(predictions: Array, bagTargets: Array, loss: AggregateLossKind): Array {
  const targets = bagTargets.reshape([-1, 1]);
  if (loss === "squared") return np.square(predictions.sub(targets)).mean(1);
  return softplus(predictions.ref).sub(targets.mul(predictions)).mean(1);
}

/**
 * Checks the values of predictions and targets: finite, and responses of the logistic loss in [0, 1]. Borrows both.
 * @throws InvalidArgumentError naming the first value that is not
 */
export async function validateBags(
  predictions: Array,
  bagTargets: Array,
  options: AggregateLossOptions,
): Promise<void> {
  const { loss } = checkBags(predictions, bagTargets, options);
  await validateFinite("predictions", predictions);
  await validateFinite("bagTargets", bagTargets);
  if (loss === "logistic") await validateUnitInterval("bagTargets", bagTargets);
}
