import type { Array } from "@jax-js/jax";
import { innerProduct } from "../internal/innerProduct.ts";
import { readLabelledRows } from "../internal/readLabelledRows.ts";

/** Cosines of the pairs of a set, each unordered pair once, float64. */
export interface PairCosines {
  /** Of the pairs of one class. */
  positives: Float64Array;
  /** Of the pairs of different classes. */
  negatives: Float64Array;
}

/**
 * Cosines of all unordered pairs of examples, those of one class and those of different classes apart, in the order of
 * first and then second index.
 *
 * Reads the arrays at once and consumes them, unless they are refused. Time grows as n² · d, memory as n² / 2 numbers.
 *
 * @param embeddings floats [n, d], without rows of zeros
 * @param labels class of each example, an `Int32Array` or an int32 array [n]
 * @throws InvalidArgumentError for other shapes or dtypes, values that are not finite, rows of zeros, and arrays that
 * are being traced into a program
 *
 * @example
 * const { positives, negatives } = pairCosines(embeddings, labels);
 */
export function pairCosines(embeddings: Array, labels: Int32Array | Array): PairCosines {
  const { rows, classes } = readLabelledRows(embeddings, labels);
  const all = (rows.count * (rows.count - 1)) / 2;
  const own = countPositives(classes);
  const [positives, negatives] = [new Float64Array(own), new Float64Array(all - own)];
  let [positive, negative] = [0, 0];
  for (let i = 0; i < rows.count; i++) {
    for (let j = i + 1; j < rows.count; j++) {
      const cosine = innerProduct(rows, i, rows, j);
      if (classes[i] === classes[j]) positives[positive++] = cosine;
      else negatives[negative++] = cosine;
    }
  }
  return { positives, negatives };
}

function countPositives(classes: ArrayLike<number>): number {
  const sizes = new Map<number, number>();
  let pairs = 0;
  for (let i = 0; i < classes.length; i++) {
    const before = sizes.get(classes[i]!) ?? 0;
    pairs += before;
    sizes.set(classes[i]!, before + 1);
  }
  return pairs;
}
