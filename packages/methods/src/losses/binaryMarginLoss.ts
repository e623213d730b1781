import { type Array, numpy as np } from "@jax-js/jax";
import { binaryMargins, checkBinaryScores, validateBinaryScores } from "../internal/binaryMargins.ts";
import { checkOneOf, checkOptions } from "../internal/checks.ts";
import { checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";
import { softplus } from "../internal/softplus.ts";

/** Loss as a function of the margin s: log(1 + e^−s), max(0, 1 − s), e^−s. */
export type MarginLossKind = "logistic" | "hinge" | "exponential";

export interface BinaryMarginLossOptions {
  /** Which loss. */
  kind: MarginLossKind;
  /** Default "mean". */
  reduction?: Reduction;
}

const kinds: Record<MarginLossKind, (margins: Array) => Array> = { logistic, hinge, exponential };

/**
 * One of the fixed convex losses of binary classification, a function of the margin s = (2y − 1) z.
 *
 * The exponential loss overflows to infinity in float32 where s < −88.
 *
 * @param logits scores z of class 1 against class 0, float [batch] or [batch, 1]
 * @param labels 0 or 1, int32 [batch]
 * @returns losses ≥ 0: a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for other shapes or dtypes, an empty batch, an unknown kind or reduction
 *
 * Source: Bartlett, Jordan, McAuliffe, "Convexity, Classification, and Risk Bounds" (JASA 2006), on margin losses.
 *
 * @example
 * binaryMarginLoss(logits, labels, { kind: "hinge" });
 */
export function binaryMarginLoss(logits: Array, labels: Array, options: BinaryMarginLossOptions): Array {
  const { kind, reduction = "mean" } = checkOptions(options);
  checkBinaryScores(logits, labels);
  checkOneOf("kind", kind, Object.keys(kinds) as MarginLossKind[]);
  checkReduction(reduction);
  return reduceLosses(kinds[kind](binaryMargins(logits, labels)), reduction);
}

/**
 * Checks the values that {@link binaryMarginLoss} takes: finite logits, labels 0 or 1. Borrows both.
 * @throws InvalidArgumentError naming the first value that is neither
 */
export async function validateBinaryMarginLoss(logits: Array, labels: Array): Promise<void> {
  await validateBinaryScores(logits, labels);
}

function logistic(margins: Array): Array {
  return softplus(margins.neg());
}

function hinge(margins: Array): Array {
  const lacking = margins.neg().add(1);
  return np.where(lacking.ref.greater(0), lacking, 0);
}

function exponential(margins: Array): Array {
  return np.exp(margins.neg());
}
