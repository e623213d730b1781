import { type Array, lax, numpy as np } from "@jax-js/jax";
import { log } from "./log.ts";

/**
 * Logarithms of the softmax of each row; consumes the logits. (The engine's own inherits the error of its
 * logarithm, see `log`.)
 * @param logits [batch, classes]
 * @returns [batch, classes], ≤ 0
 */
export function logSoftmax(logits: Array): Array {
  const largest = lax.stopGradient(logits.ref.max(1, { keepdims: true }));
  const shifted = logits.sub(largest);
  const normaliser = log(np.exp(shifted.ref).sum(1, { keepdims: true }));
  return shifted.sub(normaliser);
}
