import { type Array, numpy as np } from "@jax-js/jax";
import { checkLabels, checkLogits } from "../internal/checkLogits.ts";
import {
  checkFloat,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
  validateIndices,
} from "../internal/checks.ts";
import { transformCrossEntropy } from "../internal/compSumFamily.ts";
import { crossEntropy } from "../internal/crossEntropy.ts";
import { checkReduction, reduceLosses, type Reduction } from "../internal/reduce.ts";
import { takeLabel } from "../internal/takeLabel.ts";

export interface SmoothAdversarialCompSumOptions {
  /** Member of the comp-sum family, ≥ 0; default 1, cross-entropy. */
  tau?: number;
  /** Divides the clean score differences of the first term, > 0; default 1. */
  rho?: number;
  /** Weight of the smooth penalty, ≥ 0; default 1. */
  nu?: number;
  /** Over examples, of the sum of both terms; default "mean". */
  reduction?: Reduction;
}

/**
 * Smooth adversarial comp-sum loss: Φ_τ(Σ_{y'≠y} exp((h_{y'}(x) − h_y(x))/ρ)) + ν ‖Δ(x') − Δ(x)‖₂ with the
 * score differences Δ(x)_{y'} = h_y(x) − h_{y'}(x). Differentiable with respect to both sets of logits; x' is
 * meant to maximise the norm, found for example by `pgdAttack` from a random start.
 *
 * @param logits scores h(x) of the clean inputs, float [batch, classes], at least two classes
 * @param advLogits scores h(x') of the attacked inputs, float [batch, classes]
 * @param labels class indices in 0..classes−1, int32 [batch]
 * @returns losses ≥ 0: a scalar, or [batch] for reduction "none"
 * @throws InvalidArgumentError for other shapes or dtypes, fewer than two classes, τ < 0, ρ ≤ 0, ν < 0
 *
 * Source: Mao, Mohri, Zhong, "Cross-Entropy Loss Functions: Theoretical Analysis and Applications" (ICML 2023),
 * the section on smooth adversarial comp-sum losses.
 */
export function smoothAdversarialCompSumLoss(
  logits: Array,
  advLogits: Array,
  labels: Array,
  options: SmoothAdversarialCompSumOptions = {},
): Array {
  const { tau = 1, rho = 1, nu = 1, reduction = "mean" } = checkOptions(options);
  checkArrays(logits, advLogits, labels);
  checkNumber("tau", tau, { min: 0 });
  checkNumber("rho", rho, { above: 0 });
  checkNumber("nu", nu, { min: 0 });
  checkReduction(reduction);
  const moved = differenceNorm(advLogits.sub(logits.ref), labels.ref);
  const clean = transformCrossEntropy(crossEntropy(logits.div(rho), labels), tau);
  return reduceLosses(clean.add(moved.mul(nu)), reduction);
}

/** ‖Δ(x') − Δ(x)‖₂ from the change of the logits, h(x') − h(x); its square is kept off 0, where the root has no slope. */
function differenceNorm(change: Array, labels: Array): Array {
  const ofLabel = takeLabel(change.ref, labels).reshape([-1, 1]);
  return np.sqrt(np.square(ofLabel.sub(change)).sum(1).add(1e-12));
}

function checkArrays(logits: Array, advLogits: Array, labels: Array): { classes: number } {
  const { batch, classes } = checkLogits(logits);
  checkShape("advLogits", advLogits, [batch, classes]);
  checkFloat("advLogits", advLogits);
  checkLabels(labels, batch);
  return { classes };
}

/**
 * Checks the values that {@link smoothAdversarialCompSumLoss} takes: finite logits, labels in 0..classes−1.
 * Borrows the arrays.
 * @throws InvalidArgumentError naming the first value that is neither
 */
export async function validateSmoothAdversarialCompSumLoss(
  logits: Array,
  advLogits: Array,
  labels: Array,
): Promise<void> {
  const { classes } = checkArrays(logits, advLogits, labels);
  await validateFinite("logits", logits);
  await validateFinite("advLogits", advLogits);
  await validateIndices("labels", labels, classes);
}
