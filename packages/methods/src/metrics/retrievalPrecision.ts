import type { Array } from "@jax-js/jax";
import { innerProduct } from "../internal/innerProduct.ts";
import { type LabelledRows, readLabelledRows } from "../internal/readLabelledRows.ts";

/** How many of the examples that should be found first are found first. */
export interface RetrievalPrecision {
  /** Mean over examples of the share of their own class among their R nearest others, in [0, 1]. */
  rPrecision: number;
  /** MAP@R, in [0, 1]: the same, but what comes first counts more. At most `rPrecision`. */
  meanAveragePrecisionAtR: number;
}

/**
 * R-precision and mean average precision at R. With R the number of others of an example's class, precision is looked at
 * among its R nearest others by cosine: as it is for the R-precision, and for MAP@R averaged over the ranks up to R, where
 * a rank that holds a stranger counts 0. Of equally near ones the lower index comes first; an example that is alone in
 * its class counts 0.
 *
 * Reads the arrays at once and consumes them, unless they are refused. Time grows as n² · (d + log n); memory as n · d,
 * with the similarities of one example at a time.
 *
 * @param embeddings floats [n, d], without rows of zeros
 * @param labels class of each example, an `Int32Array` or an int32 array [n]
 * @throws InvalidArgumentError for other shapes or dtypes, values that are not finite, rows of zeros, and arrays that are
 * being traced into a program
 *
 * Source: Musgrave et al., "A Metric Learning Reality Check" (ECCV 2020), section 3.
 *
 * @example
 * const { meanAveragePrecisionAtR } = retrievalPrecision(embeddings, labels);
 */
export function retrievalPrecision(embeddings: Array, labels: Int32Array | Array): RetrievalPrecision {
  const labelled = readLabelledRows(embeddings, labels);
  const { count } = labelled.rows;
  let [precision, averagePrecision] = [0, 0];
  for (let query = 0; query < count; query++) {
    const hits = hitsOf(labelled, query);
    let found = 0;
    hits.forEach((isHit, rank) => {
      if (isHit) averagePrecision += ++found / (rank + 1) / hits.length;
    });
    precision += found / Math.max(1, hits.length);
  }
  return { rPrecision: precision / count, meanAveragePrecisionAtR: averagePrecision / count };
}

/** For each of an example's R nearest others, the nearest first, whether it is of the example's class. */
function hitsOf({ rows, classes }: LabelledRows, query: number): boolean[] {
  const others = globalThis.Array.from({ length: rows.count }, (_, row) => row).filter(
    (row) => row !== query,
  );
  const relevant = others.filter((row) => classes[row] === classes[query]).length;
  const similarities = others.map((row) => innerProduct(rows, query, rows, row));
  const order = others.map((_, place) => place).sort((a, b) => similarities[b]! - similarities[a]! || a - b);
  return order.slice(0, relevant).map((place) => classes[others[place]!] === classes[query]);
}
