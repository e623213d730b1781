import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { binaryMargins } from "../internal/binaryMargins.ts";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { normalizeRows } from "../internal/normalizeRows.ts";
import { checkCost, robustZeroOne, type TransportCost } from "./robustZeroOneLoss.ts";

export interface RssOptions {
  /** Price γ ≥ 0 of moving a labelled point. */
  gamma: number;
  /** Price γ' ≥ 0 of moving an unlabelled point: those nearer than 1/γ' to the boundary count. */
  gammaPrime: number;
  /** Weight λ ≥ 0 of the unlabelled points. */
  lambda: number;
  /** Default "l2". */
  cost?: TransportCost;
}

/**
 * RSS (robust self-supervised) objective of a linear classifier sign⟨θ, x⟩: the mean robust zero-one loss of the
 * labelled points plus λ times that of the unlabelled ones, each of which has the label that the classifier gives it.
 * The second part counts what lies near the boundary and so drives it out of crowded regions.
 *
 * Does not depend on the length of θ. Differentiable in θ and the points, with the given labels held constant; a
 * labelled point on the wrong side has gradient 0.
 *
 * @param theta classifier, float [d], not all zero
 * @param x labelled points, float [m, d], m ≥ 1
 * @param y their labels, −1 or 1, int32 or float [m]
 * @param xUnlabeled unlabelled points, float [n, d]; without any (n = 0, or an empty list) or with λ = 0 the second
 * part is absent
 * @returns scalar in [0, 1 + λ]
 * @throws InvalidArgumentError for shapes that do not agree, no labelled point, other dtypes, a negative γ, γ' or λ,
 * an unknown cost. Values are checked by {@link validateRssLoss} alone.
 *
 * Source: Saberi et al., "Out-Of-Domain Unlabeled Data Improves Generalization" (ICLR 2024), RSS estimator.
 *
 * @example
 * rssLoss(theta, x, y, xUnlabeled, { gamma: 0.1, gammaPrime: 0.3, lambda: 10 });
 */
export function rssLoss(theta: Array, x: Array, y: Array, xUnlabeled: Array, options: RssOptions): Array {
  const { gamma, gammaPrime, lambda, cost = "l2" } = checkOptions(options);
  checkRssData(theta, x, y, xUnlabeled);
  checkRssWeights(options);
  checkCost(cost);
  const normal = normalizeRows(theta);
  const supervised = robustZeroOne(binaryMargins(np.matmul(x, normal.ref), y), gamma, cost).mean();
  if (lambda === 0 || xUnlabeled.size === 0) {
    xUnlabeled.dispose();
    normal.dispose();
    return supervised;
  }
  const distances = np.abs(np.matmul(xUnlabeled, normal));
  return supervised.add(robustZeroOne(distances, gammaPrime, cost).mean().mul(lambda));
}

/** Checks shapes and dtypes of a linear classifier (if there is one yet) and of its two sets of points. */
export function checkRssData(theta: Array | undefined, x: Array, y: Array, xUnlabeled: Array): void {
  const { m, d } = checkShape("x", x, ["m", "d"]);
  checkNotEmpty("x", x);
  checkFloat("x", x);
  checkShape("y", y, [m]);
  if (y.dtype !== np.int32) checkFloat("y", y);
  if (theta) {
    checkShape("theta", theta, [d]);
    checkFloat("theta", theta);
  }
  // An empty list has neither columns nor a dtype of its own.
  if (isArrayWithoutAxes(xUnlabeled)) return;
  checkShape("xUnlabeled", xUnlabeled, ["n", d]);
  checkFloat("xUnlabeled", xUnlabeled);
}

const isArrayWithoutAxes = (x: Array) => x?.ndim === 1 && x.size === 0;

/** Checks the prices and the weight. */
export function checkRssWeights({ gamma, gammaPrime, lambda }: RssOptions): void {
  checkNumber("gamma", gamma, { min: 0 });
  checkNumber("gammaPrime", gammaPrime, { min: 0 });
  checkNumber("lambda", lambda, { min: 0 });
}

/**
 * Checks the values that {@link rssLoss} takes on trust: finite numbers, labels −1 or 1, θ not all zero. Borrows all
 * arrays.
 * @throws InvalidArgumentError naming what is not so
 */
export async function validateRssLoss(theta: Array, x: Array, y: Array, xUnlabeled: Array): Promise<void> {
  checkRssData(theta, x, y, xUnlabeled);
  await validateDirection("theta", theta);
  await validateRssPoints(x, y, xUnlabeled);
}

/** Checks the values of both sets of points: finite numbers, labels −1 or 1. Borrows the arrays. */
export async function validateRssPoints(x: Array, y: Array, xUnlabeled: Array): Promise<void> {
  await validateFinite("x", x);
  await validateFinite("xUnlabeled", xUnlabeled);
  const labels = await y.ref.data();
  const at = labels.findIndex((label) => label !== 1 && label !== -1);
  if (at >= 0) throw new InvalidArgumentError("y", "labels −1 or 1", `${labels[at]} at flat index ${at}`);
}

/** Checks the values of a vector that is to have a direction: finite, and not all zero. Borrows it. */
export async function validateDirection(argument: string, vector: Array): Promise<void> {
  await validateFinite(argument, vector);
  const values = await vector.ref.data();
  if (values.every((value) => value === 0)) {
    throw new InvalidArgumentError(argument, "a vector that is not all zero", "zeros");
  }
}
