import type { Array } from "@jax-js/jax";
import { checkNumbers, checkOptions } from "../internal/checks.ts";
import { innerProduct } from "../internal/innerProduct.ts";
import { type LabelledRows, readLabelledRows } from "../internal/readLabelledRows.ts";
import { checkRows } from "../internal/checkRows.ts";

export interface RecallAtKOptions {
  /** Numbers of neighbours to look at, integers from 1 to n − 1. */
  k: number[];
}

/**
 * Recall@k: the share of examples that have one of their own class among their k nearest others by cosine. Of equally
 * near ones the lower index comes first; an example that is alone in its class is a miss.
 *
 * Reads the arrays at once and consumes them, unless they are refused. Time grows as n² · d; memory as n · d, with the
 * similarities of one example at a time.
 *
 * @param embeddings floats [n, d], without rows of zeros; n ≥ 2
 * @param labels class of each example, an `Int32Array` or an int32 array [n]
 * @returns one share in [0, 1] for each entry of `k`
 * @throws InvalidArgumentError for other shapes or dtypes, an entry of `k` outside 1..n − 1, values that are not finite,
 * rows of zeros, and arrays that are being traced into a program
 *
 * Source: the usual measure of metric learning; here as in Venkataramanan et al., "It Takes Two to Tango: Mixup for Deep
 * Metric Learning" (ICLR 2022).
 *
 * @example
 * const [atOne, atFour] = recallAtK(embeddings, labels, { k: [1, 4] });
 */
export function recallAtK(
  embeddings: Array,
  labels: Int32Array | Array,
  options: RecallAtKOptions,
): number[] {
  const { k } = checkOptions(options);
  const { n } = checkRows("embeddings", embeddings);
  checkNumbers("k", k, { min: 1, max: n - 1, integer: true });
  const ranks = firstHits(readLabelledRows(embeddings, labels));
  return k.map((neighbours) => ranks.filter((rank) => rank < neighbours).length / n);
}

/** For each example how many of other classes are nearer than the nearest of its own; Infinity where there is none. */
function firstHits({ rows, classes }: LabelledRows): number[] {
  const similarities = new Float64Array(rows.count);
  return globalThis.Array.from({ length: rows.count }, (_, query) => {
    for (let row = 0; row < rows.count; row++) similarities[row] = innerProduct(rows, query, rows, row);
    return firstHit(similarities, classes, query);
  });
}

function firstHit(similarities: Float64Array, classes: ArrayLike<number>, query: number): number {
  let hit = -1;
  for (let row = 0; row < similarities.length; row++) {
    if (row === query || classes[row] !== classes[query]) continue;
    if (hit < 0 || similarities[row]! > similarities[hit]!) hit = row;
  }
  if (hit < 0) return Infinity;
  let nearer = 0;
  for (let row = 0; row < similarities.length; row++) {
    if (row === query || row === hit) continue;
    const ahead = similarities[row]! - similarities[hit]!;
    if (ahead > 0 || (ahead === 0 && row < hit)) nearer++;
  }
  return nearer;
}
