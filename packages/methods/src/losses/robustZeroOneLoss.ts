import { type Array, numpy as np } from "@jax-js/jax";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";

/** What moving a point costs the adversary: the distance or its square. */
export type TransportCost = "l2" | "l2sq";

export interface RobustZeroOneOptions {
  /** Price γ ≥ 0 of a unit of transport; at 0 every point is as good as misclassified. */
  gamma: number;
  /** Default "l2". */
  cost?: TransportCost;
  /** Default "mean". */
  reduction?: Reduction;
}

/**
 * Zero-one loss of a linear classifier against an adversary who pays for moving a point: the largest value of
 * 1[misclassified at z] − γ c(z, x) over all z. With the signed distance s to the boundary it is 1 for s ≤ 0, and
 * otherwise max(0, 1 − γ s) for the cost "l2", max(0, 1 − γ s²) for "l2sq".
 *
 * Its gradient is 0 where the point is misclassified (s = 0 included) and where crossing does not pay.
 *
 * @param margin signed distances s = y ⟨θ, x⟩ / ‖θ‖, float [batch]
 * @returns losses in [0, 1]: a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for another shape or dtype, an empty batch, γ < 0, an unknown cost or reduction
 *
 * Source: Saberi et al., "Out-Of-Domain Unlabeled Data Improves Generalization" (ICLR 2024), robust loss, in closed
 * form for the zero-one loss.
 *
 * @example
 * robustZeroOneLoss(margin, { gamma: 0.5 }); // a ramp that reaches 0 at distance 2
 */
export function robustZeroOneLoss(margin: Array, options: RobustZeroOneOptions): Array {
  const { gamma, cost = "l2", reduction = "mean" } = checkOptions(options);
  checkShape("margin", margin, ["batch"]);
  checkFloat("margin", margin);
  checkNotEmpty("margin", margin);
  checkNumber("gamma", gamma, { min: 0 });
  checkCost(cost);
  checkReduction(reduction);
  return reduceLosses(robustZeroOne(margin, gamma, cost), reduction);
}

/** Checks the `cost` option. */
export function checkCost(cost: TransportCost): void {
  checkOneOf("cost", cost, ["l2", "l2sq"]);
}

/** The loss of each signed distance, without checks; consumes them. */
export function robustZeroOne(margin: Array, gamma: number, cost: TransportCost): Array {
  const transport = cost === "l2" ? margin.ref : np.square(margin.ref);
  const left = transport.mul(-gamma).add(1);
  return np.where(margin.lessEqual(0), 1, np.where(left.ref.lessEqual(0), 0, left));
}

/**
 * Checks the values that {@link robustZeroOneLoss} takes: finite margins. Borrows them.
 * @throws InvalidArgumentError naming the first value that is not
 */
export async function validateRobustZeroOneLoss(margin: Array): Promise<void> {
  checkShape("margin", margin, ["batch"]);
  await validateFinite("margin", margin);
}
