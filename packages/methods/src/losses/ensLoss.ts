import { type Array, lax, numpy as np } from "@jax-js/jax";
import { binaryMargins, checkBinaryScores, validateBinaryScores } from "../internal/binaryMargins.ts";
import {
  checkFlag,
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { log1p } from "../internal/log1p.ts";

export interface EnsLossOptions {
  /** Parameter λ in [−1, 1] of the inverse Box-Cox transform that makes draws positive. Default 0: their exponential. */
  lambda?: number;
  /** Derivatives are kept above −clip, > 0. Default 1. */
  clip?: number;
  /** Subtracted from every derivative, ≥ 0, so that none is 0. Default 1e-6. */
  floor?: number;
  /** Divide derivatives by the margin where that is above 1, so that they decay like 1/s. Default true. */
  tail?: boolean;
}

/**
 * Derivatives of a random loss at the margins of a batch. They are negative and do not fall as the margin grows,
 * so some convex, classification-calibrated loss has them: the draws, made positive, negated, clipped and sorted, go
 * to the margins in order, the steepest to the smallest margin. Equal margins are served in the order of the batch.
 *
 * Nothing flows back through the result: its gradient in both arguments is 0.
 *
 * @param margins s, float [batch], at least one
 * @param draws standard normal, float [batch]; fresh ones for every step, else all steps share one loss
 * @returns [batch], < 0 and ≥ −clip − floor, of the dtype of the margins
 * @throws InvalidArgumentError for other shapes or dtypes, options out of range
 *
 * Source: Dai, "EnsLoss: Stochastic Calibrated Loss Ensembles for Preventing Overfitting in Classification"
 * (ICML 2025).
 *
 * @example
 * ensLossDerivatives(margins, random.normal(key, margins.shape));
 */
export function ensLossDerivatives(margins: Array, draws: Array, options: EnsLossOptions = {}): Array {
  const checked = checkEnsLossOptions(options);
  checkShape("margins", margins, ["batch"]);
  checkFloat("margins", margins);
  checkNotEmpty("margins", margins);
  checkDraws(draws, margins.shape[0]!);
  return derivativesAt(margins, draws, checked);
}

/**
 * EnsLoss: an objective that pulls each example as a fresh random loss of the batch would, mean_i g_i s_i with the
 * margins s = (2y − 1) z and the derivatives g of {@link ensLossDerivatives} held constant. Its gradient
 * g_i (2y_i − 1) / batch is the update; its value means nothing and does not fall in training.
 *
 * @param logits scores z of class 1 against class 0, float [batch] or [batch, 1]
 * @param labels 0 or 1, int32 [batch]
 * @param draws standard normal, float [batch]; fresh ones for every step, else all steps share one loss
 * @returns scalar of the dtype of the logits
 * @throws InvalidArgumentError for other shapes or dtypes, an empty batch, options out of range
 *
 * Source: Dai, "EnsLoss: Stochastic Calibrated Loss Ensembles for Preventing Overfitting in Classification"
 * (ICML 2025).
 *
 * @example
 * const [nextKey, drawKey] = np.unstack(random.split(key, 2)); // a new key for every step
 * const slope = grad((z) => ensLoss(z, labels, random.normal(drawKey, labels.shape)))(logits);
 */
export function ensLoss(logits: Array, labels: Array, draws: Array, options: EnsLossOptions = {}): Array {
  const checked = checkEnsLossOptions(options);
  checkDraws(draws, checkBinaryScores(logits, labels));
  const margins = binaryMargins(logits, labels);
  const derivatives = derivativesAt(margins.ref, draws, checked);
  return derivatives.mul(margins).mean();
}

/**
 * Checks the values that {@link ensLoss} takes: finite logits and draws, labels 0 or 1. Borrows all three.
 * @throws InvalidArgumentError naming the first value that is none of these
 */
export async function validateEnsLoss(logits: Array, labels: Array, draws: Array): Promise<void> {
  checkDraws(draws, checkBinaryScores(logits, labels));
  await validateBinaryScores(logits, labels);
  await validateFinite("draws", draws);
}

function checkEnsLossOptions(options: EnsLossOptions): Required<EnsLossOptions> {
  const { lambda = 0, clip = 1, floor = 1e-6, tail = true } = checkOptions(options);
  checkNumber("lambda", lambda, { min: -1, max: 1 });
  checkNumber("clip", clip, { above: 0 });
  checkNumber("floor", floor, { min: 0 });
  checkFlag("tail", tail);
  return { lambda, clip, floor, tail };
}

function checkDraws(draws: Array, batch: number): void {
  checkShape("draws", draws, [batch]);
  checkFloat("draws", draws);
}

function derivativesAt(
  margins: Array,
  draws: Array,
  { lambda, clip, floor, tail }: Required<EnsLossOptions>,
): Array {
  const s = lax.stopGradient(margins);
  const u = lax.stopGradient(draws.astype(s.dtype));
  const ordered = np.sort(np.minimum(magnitudes(u, lambda, clip), clip).neg());
  const ranks = np.argsort(np.argsort(s.ref));
  const assigned = ordered.slice(ranks);
  if (tail) return assigned.div(np.maximum(s, 1)).sub(floor);
  s.dispose();
  return assigned.sub(floor);
}

/** Below this |λ| the transform is the exponential to all digits. */
const smallestLambda = 1e-9;

/**
 * The inverse Box-Cox transform max(1 + λu, 0)^(1/λ); consumes u. Where it is infinite (1 + λu ≤ 0 and λ < 0) it gives
 * `largest`, so that no infinity enters.
 */
function magnitudes(u: Array, lambda: number, largest: number): Array {
  if (Math.abs(lambda) < smallestLambda) return np.exp(u);
  const product = u.mul(lambda);
  const isPositive = product.ref.greater(-1);
  const power = np.exp(log1p(np.where(isPositive.ref, product, 0)).div(lambda));
  return np.where(isPositive, power, lambda > 0 ? 0 : largest);
}
