import { type Array, lax, numpy as np } from "@jax-js/jax";
import { log } from "./log.ts";
import { takeLabel } from "./takeLabel.ts";

/**
 * −log of the softmax probability of each row's label; consumes both.
 * @param logits [batch, classes]
 * @param labels class indices, int32 [batch]
 * @returns [batch], ≥ 0
 */
export function crossEntropy(logits: Array, labels: Array): Array {
  const largest = lax.stopGradient(logits.ref.max(1, { keepdims: true }));
  const shifted = logits.sub(largest);
  const normaliser = log(np.exp(shifted.ref).sum(1));
  return normaliser.sub(takeLabel(shifted, labels));
}
