/**
 * What the label distributionally robust losses share: they normalise the scores, take every class's margin
 * violation, and differ in how they average the violations with weights chosen against the model.
 */
import { type Array, lax, numpy as np } from "@jax-js/jax";
import { checkLabels, checkLogits } from "./checkLogits.ts";
import { checkNumber, checkOneOf, validateFinite, validateIndices } from "./checks.ts";
import { log } from "./log.ts";
import { validateNoZeroRow } from "./normalizeRows.ts";
import { reciprocal } from "./reciprocal.ts";
import { softplus } from "./softplus.ts";
import { labelMask } from "./takeLabel.ts";

/**
 * How each row of scores is scaled first: not at all; softplus and then divided by its mean; or divided by the mean
 * of its absolute values.
 */
export type ScoreNormalization = "none" | "softplus" | "l1";

const normalizations = ["none", "softplus", "l1"] as const;

/** Below this score softplus is the exponential function to the last digit of float32, and beyond. */
const exponentialBelow = -30;

/** What makes violations of scores. */
interface Scoring {
  margin: number;
  normalize: ScoreNormalization;
}

/** Checks the options that all losses of the family have. */
export function checkScoring({ margin, normalize }: Scoring): void {
  checkNumber("margin", margin, { min: 0 });
  checkOneOf("normalize", normalize, normalizations);
}

/** Checks scores, labels and the options that all losses of the family have. */
export function checkLdr(logits: Array, labels: Array, scoring: Scoring): { batch: number; classes: number } {
  const extents = checkLogits(logits);
  checkLabels(labels, extents.batch);
  checkScoring(scoring);
  return extents;
}

/** Value checks of the family: finite scores, labels in range, no row of zeros for "l1". Borrows both. */
export async function validateLdr(
  logits: Array,
  labels: Array,
  normalize: ScoreNormalization,
): Promise<void> {
  const { batch, classes } = checkLogits(logits);
  checkLabels(labels, batch);
  await validateFinite("logits", logits);
  if (normalize === "l1") await validateNoZeroRow("logits", logits);
  await validateIndices("labels", labels, classes);
}

/** The scores [batch, classes] on the scale that margin and λ refer to; consumes them. */
export function normalizeScores(logits: Array, normalize: ScoreNormalization): Array {
  if (normalize === "none") return logits;
  if (normalize === "l1") return logits.mul(reciprocal(np.abs(logits.ref).mean(1, { keepdims: true })));
  const positive = softplus(raised(logits));
  return positive.mul(reciprocal(positive.ref.mean(1, { keepdims: true })));
}

/**
 * Moves rows up whose scores all lie where softplus is exponential: there a common shift is a common factor, which
 * the division by the mean takes out again, and the mean would become 0 otherwise.
 */
function raised(logits: Array): Array {
  const largest = lax.stopGradient(logits.ref.max(1, { keepdims: true }));
  return logits.sub(np.minimum(largest.sub(exponentialBelow), 0));
}

/**
 * How far each class is ahead of the label, plus the margin; 0 for the label itself. Consumes both.
 * @param scores [batch, classes]
 * @param labels int32 [batch]
 * @returns [batch, classes]
 */
export function marginViolations(scores: Array, labels: Array, margin: number): Array {
  const isLabel = labelMask(labels, scores.shape[1]!);
  const ofLabel = np.where(isLabel.ref, scores.ref, 0).sum(1, { keepdims: true });
  return np.where(isLabel, 0, scores.sub(ofLabel).add(margin));
}

/**
 * λ (logsumexp(v/λ) − log K): the largest mean of the violations less λ KL(weights ‖ uniform), row by row.
 * Consumes everything.
 * @param violations v, [batch, classes]
 * @param lambda λ > 0, one number or [batch, 1]
 * @returns [batch]
 */
export function klRobustMean(violations: Array, lambda: number | Array): Array {
  const largest = lax.stopGradient(violations.ref.max(1, { keepdims: true }));
  const inverse = typeof lambda === "number" ? 1 / lambda : reciprocal(lambda.ref);
  const mean = np.exp(violations.sub(largest.ref).mul(inverse)).mean(1, { keepdims: true });
  return np.squeeze(largest.add(log(mean).mul(lambda)), 1);
}
