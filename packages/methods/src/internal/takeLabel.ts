import { type Array, numpy as np } from "@jax-js/jax";

/**
 * Marks each row's label.
 * @param labels class indices, int32 [batch]; consumed
 * @returns bool [batch, classes]; a row whose label is out of range has no mark
 */
export function labelMask(labels: Array, classes: number): Array {
  const columns = np.arange(0, classes, 1, { dtype: np.int32, device: labels.device });
  return labels
    .astype(np.int32)
    .reshape([-1, 1])
    .equal(columns.reshape([1, -1]));
}

/**
 * The entry of each row that its label points at; consumes both. A masked sum: its gradient is again a mask
 * that fuses with its neighbours, where the engine's gather needs a scatter (measured slower, and
 * `takeAlongAxis` cannot be differentiated inside a program). Entries that are not finite stay in their column.
 * @param values [batch, classes]
 * @param labels class indices, int32 [batch]
 * @returns [batch]
 */
export function takeLabel(values: Array, labels: Array): Array {
  const mask = labelMask(labels, values.shape[1]!);
  return np.where(mask, values, 0).sum(1);
}
