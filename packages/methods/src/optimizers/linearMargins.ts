import { type Array, DType, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat, checkNotEmpty, checkShape, validateFinite } from "../internal/checks.ts";
import { softplus } from "../internal/softplus.ts";

/**
 * Checks labelled examples: features [n, d], float and not empty, and labels [n], of any dtype but bool.
 * @returns n and d
 */
export function checkExamples(features: Array, labels: Array): { n: number; d: number } {
  const { n, d } = checkShape("features", features, ["n", "d"]);
  checkFloat("features", features);
  checkNotEmpty("features", features);
  checkShape("labels", labels, [n]);
  if (labels.dtype === DType.Bool) {
    throw new InvalidArgumentError("labels", "numbers, -1 or 1", labels.dtype);
  }
  return { n, d };
}

/** Checks that a separator is float [d]. */
export function checkSeparator(theta: Array, d: number): void {
  checkShape("theta", theta, [d]);
  checkFloat("theta", theta);
}

/**
 * Checks the values of labelled examples: finite features, labels -1 or 1. Borrows both.
 * @throws InvalidArgumentError naming the first value that is not
 */
export async function validateExamples(features: Array, labels: Array): Promise<void> {
  checkExamples(features, labels);
  await validateFinite("features", features);
  const values = await labels.ref.data();
  const at = values.findIndex((value) => value !== 1 && value !== -1);
  if (at >= 0) throw new InvalidArgumentError("labels", "-1 or 1", `${values[at]} at index ${at}`);
}

/** How far each example is on its label's side, yᵢ ⟨aᵢ, θ⟩; consumes all. [n] */
export function marginsOf(features: Array, labels: Array, theta: Array): Array {
  return np.matmul(features, theta).mul(labels);
}

/** Σ wᵢ yᵢ aᵢ, [d]; consumes all. */
export function weightedSum(weights: Array, features: Array, labels: Array): Array {
  return np.matmul(weights.mul(labels), features);
}

/** 1 where an example is not on its label's side (a margin that is NaN included), else 0; consumes the margins. [n] */
export function mistakesAt(margins: Array): Array {
  const one = np.ones([], { dtype: margins.dtype, device: margins.device });
  return np.where(margins.greater(0), 0, one);
}

/** Mean of log(1 + exp(−margin)), finite for all finite margins; consumes them. */
export function logisticLoss(margins: Array): Array {
  return softplus(margins.neg()).mean();
}

/** A vector times a number, which keeps all its digits where plain numbers in programs are float32. Consumes x. */
export function scaledBy(x: Array, factor: number): Array {
  const { dtype, device } = x;
  return x.mul(np.full([], factor, { dtype, device }));
}
