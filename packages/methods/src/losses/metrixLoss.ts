import { type Array, lax, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOneOf,
  checkOptions,
  checkSameShape,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { log } from "../internal/log.ts";
import { log1p } from "../internal/log1p.ts";
import { checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";
import { validateUnitInterval } from "../internal/validateUnitInterval.ts";

const losses = ["contrastive", "multiSimilarity", "proxyAnchor"] as const;

/** A loss of the family that {@link metrixLoss} computes. */
export type MetrixLossKind = (typeof losses)[number];

export interface MetrixLossOptions {
  /**
   * "contrastive": the sums of −s and of max(0, s − margin). "multiSimilarity": log(1 + sum of exp(−α(s − margin))) / α
   * and log(1 + sum of exp(β(s − margin))) / β. "proxyAnchor", whose anchors are the proxies of the classes:
   * log(1 + sum of exp(−α(s − margin))) and log(1 + sum of exp(α(s + margin))).
   */
  loss: MetrixLossKind;
  /** α > 0; default 18 for "multiSimilarity", 32 for "proxyAnchor". */
  alpha?: number;
  /** β > 0 of "multiSimilarity"; default 75. */
  beta?: number;
  /** Default 0.5 for "contrastive", 0.77 for "multiSimilarity", 0.1 for "proxyAnchor". */
  margin?: number;
  /** Over all anchors; default "mean". */
  reduction?: Reduction;
}

const defaults: Record<MetrixLossKind, { alpha: number; beta: number; margin: number }> = {
  contrastive: { alpha: 1, beta: 1, margin: 0.5 },
  multiSimilarity: { alpha: 18, beta: 75, margin: 0.77 },
  proxyAnchor: { alpha: 32, beta: 32, margin: 0.1 },
};

/**
 * Metric-learning losses for items that are partly positive: an item of weight w counts with w among an anchor's
 * positives and with 1 − w among its negatives. With weights 0 and 1 these are the ordinary losses; an item mixed
 * from a positive and a negative, λ · positive + (1 − λ) · negative, has the weight λ.
 *
 * Consumes the arrays. Gradients flow into similarity and weights; in the losses with exponentials a weight of exactly
 * 0 or 1 gets none from the part in which it does not count. An anchor without items has the loss 0 and counts in the
 * mean.
 *
 * @param similarity s of each anchor with each item, usually cosines, floats [anchors, items]
 * @param positiveWeight w in [0, 1], floats [anchors, items]
 * @param mask 0 or 1 (1: use the pair), numbers or bool [anchors, items]; null: use all
 * @returns scalar, or [anchors] for reduction "none"
 * @throws InvalidArgumentError for other shapes or dtypes, no anchors or items, unknown or unfit options. Values are
 * checked by {@link validateMetrixLoss} alone.
 *
 * Source: Venkataramanan et al., "It Takes Two to Tango: Mixup for Deep Metric Learning" (ICLR 2022), the generic loss
 * of clean and mixed examples.
 *
 * @example
 * // Multi-similarity loss of a batch: every other example with the anchor's label is a positive.
 * const same = labels.ref.reshape([-1, 1]).equal(labels.reshape([1, -1])).astype(np.float32);
 * const others = np.eye(n).equal(0);
 * metrixLoss(np.inner(z.ref, z), same, others, { loss: "multiSimilarity" });
 */
export function metrixLoss(
  similarity: Array,
  positiveWeight: Array,
  mask: Array | null,
  options: MetrixLossOptions,
): Array {
  const { loss, alpha, beta, margin, reduction } = checkMetrixLoss(similarity, positiveWeight, mask, options);
  const weight = positiveWeight.astype(similarity.dtype);
  const parts: Parts = {
    positive: { similarity: similarity.ref, weight: weight.ref, used: used(weight.ref, mask?.ref) },
    negative: { similarity, ...complement(weight, mask) },
  };
  if (loss === "contrastive") return reduceLosses(contrastive(parts, margin), reduction);
  const pull = logPartition(parts.positive, -alpha, margin);
  const isProxy = loss === "proxyAnchor";
  const push = logPartition(parts.negative, beta, isProxy ? -margin : margin);
  const value = isProxy ? pull.add(push) : pull.mul(1 / alpha).add(push.mul(1 / beta));
  return reduceLosses(value, reduction);
}

/** What counts in one of the two sums, [anchors, items] each. */
interface Part {
  similarity: Array;
  /** In [0, 1]. */
  weight: Array;
  /** Bool: the weight is above 0 and the pair is not masked out. */
  used: Array;
}
interface Parts {
  positive: Part;
  negative: Part;
}

/** Consumes both. */
function used(weight: Array, mask: Array | undefined): Array {
  const counts = weight.greater(0);
  return mask ? np.logicalAnd(counts, mask.notEqual(0)) : counts;
}

/** The weights of the negative part; consumes the weights and the mask. */
function complement(weight: Array, mask: Array | null): Omit<Part, "similarity"> {
  const rest = weight.neg().add(1);
  return { weight: rest.ref, used: used(rest, mask ?? undefined) };
}

/** [anchors]; consumes the parts. */
function contrastive({ positive, negative }: Parts, margin: number): Array {
  const pull = weightedSum(positive, (s) => s.neg());
  return pull.add(weightedSum(negative, (s) => np.maximum(s.sub(margin), 0)));
}

function weightedSum({ similarity, weight, used }: Part, rho: (s: Array) => Array): Array {
  return np.where(used, weight.mul(rho(similarity)), 0).sum(-1);
}

/**
 * log(1 + Σ w exp(scale · (s − margin))) over what is used, [anchors]. Weights go into the exponents, and the largest
 * of these is taken out of the sum, so that nothing overflows. Consumes the part.
 */
function logPartition({ similarity, weight, used }: Part, scale: number, margin: number): Array {
  const logWeight = log(np.where(used.ref, weight, 1));
  const exponents = similarity.sub(margin).mul(scale).add(logWeight);
  const largest = np.max(np.where(used.ref, exponents.ref, 0), -1, { keepdims: true });
  const peak = lax.stopGradient(np.maximum(largest, 0));
  const shifted = np.where(used.ref, exponents.sub(peak.ref), 0);
  const sum = np.where(used, np.exp(shifted), 0).sum(-1);
  const height = np.squeeze(peak, -1);
  // The 1 of the logarithm is exp(−peak) by now; where the peak is 0, small sums keep their digits.
  return log1p(sum.add(np.exp(height.ref.neg()).sub(1))).add(height);
}

function checkMetrixLoss(
  similarity: Array,
  positiveWeight: Array,
  mask: Array | null,
  options: MetrixLossOptions,
): Required<MetrixLossOptions> {
  const { loss, reduction = "mean" } = checkOptions(options);
  checkShape("similarity", similarity, ["anchors", "items"]);
  checkNotEmpty("similarity", similarity);
  checkFloat("similarity", similarity);
  checkSameShape("positiveWeight", positiveWeight, "similarity", similarity);
  checkFloat("positiveWeight", positiveWeight);
  if (mask !== null) checkSameShape("mask", mask, "similarity", similarity);
  checkOneOf("loss", loss, losses);
  checkReduction(reduction);
  const {
    alpha = defaults[loss].alpha,
    beta = defaults[loss].beta,
    margin = defaults[loss].margin,
  } = options;
  checkNumber("alpha", alpha, { above: 0 });
  checkNumber("beta", beta, { above: 0 });
  checkNumber("margin", margin);
  return { loss, alpha, beta: loss === "proxyAnchor" ? alpha : beta, margin, reduction };
}

/**
 * Checks the values that {@link metrixLoss} takes on trust: finite similarities, weights in [0, 1], a mask of 0 and 1.
 * Borrows the arrays.
 * @throws InvalidArgumentError for whatever `metrixLoss` refuses, and naming the first value that is not
 */
export async function validateMetrixLoss(
  similarity: Array,
  positiveWeight: Array,
  mask: Array | null,
  options: MetrixLossOptions,
): Promise<void> {
  checkMetrixLoss(similarity, positiveWeight, mask, options);
  await validateFinite("similarity", similarity);
  await validateUnitInterval("positiveWeight", positiveWeight);
  if (mask === null) return;
  const values = await mask.ref.data();
  const at = values.findIndex((value) => Number(value) !== 0 && Number(value) !== 1);
  if (at >= 0) throw new InvalidArgumentError("mask", "0 or 1", `${values[at]} at flat index ${at}`);
}
