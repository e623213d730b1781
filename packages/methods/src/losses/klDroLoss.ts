import type { Array } from "@jax-js/jax";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { smoothMaximum } from "../internal/smoothMaximum.ts";

export interface KlDroLossOptions {
  /** Price of moving the weights away from uniform, > 0: towards 0 only the largest loss counts, large r is the mean. */
  r: number;
}

/**
 * The worst case over weights w of the examples, held near uniform by a Kullback-Leibler penalty:
 * max_w Σ wᵢlᵢ − r Σ wᵢ log(n wᵢ) = r log((1/n) Σ exp(lᵢ/r)). Its gradient is the maximising weights,
 * softmax(l/r). In this form it is for a whole data set; on minibatches it is biased, see `compositionalWeights`.
 *
 * Consumes its input. Differentiable. No overflow, however large l/r is.
 *
 * @param losses one per example, float [n]
 * @returns scalar between the mean and the largest loss
 * @throws InvalidArgumentError for anything but a non-empty vector of floats, and r ≤ 0. Values are checked by
 * {@link validateKlDroLoss} alone.
 *
 * Source: Sow et al., "Doubly Robust Instance-Reweighted Adversarial Training" (ICLR 2024), closed form of the
 * inner maximum.
 *
 * @example
 * klDroLoss(compSumLoss(logits, labels, { reduction: "none" }), { r: 1 });
 */
export function klDroLoss(losses: Array, options: KlDroLossOptions): Array {
  const { r } = checkOptions(options);
  checkLosses(losses);
  checkNumber("r", r, { above: 0 });
  return smoothMaximum(losses, r);
}

function checkLosses(losses: Array): void {
  checkShape("losses", losses, ["n"]);
  checkNotEmpty("losses", losses);
  checkFloat("losses", losses);
}

/**
 * Checks the values that {@link klDroLoss} takes on trust: finite losses. Borrows them.
 * @throws InvalidArgumentError naming the first that is not
 */
export async function validateKlDroLoss(losses: Array): Promise<void> {
  checkLosses(losses);
  await validateFinite("losses", losses);
}
