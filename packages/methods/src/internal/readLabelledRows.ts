import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkRows } from "./checkRows.ts";
import { checkLabelList, readLabels } from "./readLabels.ts";
import { readRows, type Rows } from "./readRows.ts";

/** Rows of length 1 with a class each. */
export interface LabelledRows {
  rows: Rows;
  classes: ArrayLike<number>;
}

/**
 * Reads embeddings [n, d], scaled to length 1, and their labels [n] into plain memory. Consumes them, unless they are
 * refused.
 * @param names of the two arguments
 * @throws InvalidArgumentError for other shapes or dtypes, unequal numbers, values that are not finite, rows of zeros
 */
export function readLabelledRows(
  embeddings: Array,
  labels: Int32Array | Array,
  names: { embeddings: string; labels: string } = { embeddings: "embeddings", labels: "labels" },
): LabelledRows {
  const { n } = checkRows(names.embeddings, embeddings);
  const count = checkLabelList(labels, names.labels);
  if (count !== n) {
    throw new InvalidArgumentError(names.labels, `${n} labels, one for each of ${names.embeddings}`, count);
  }
  const rows = readRows(names.embeddings, embeddings, { normalize: true });
  const classes = readLabels(labels, names.labels);
  embeddings.dispose();
  return { rows, classes };
}
