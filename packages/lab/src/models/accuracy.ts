import { type Array, DType, numpy as np } from "@jax-js/jax";

/**
 * Fraction of rows whose largest logit (the first of equals) is that of the label: a float32 scalar in 0..1.
 * Consumes both arguments; works inside programs.
 * @param logits [batch, classes]
 * @param labels int32 [batch]
 */
export function accuracy(logits: Array, labels: Array): Array {
  return np.argmax(logits, -1).equal(labels).astype(DType.Float32).mean();
}
