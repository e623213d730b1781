import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkNumbers, checkOptions } from "../internal/checks.ts";
import { checkLabelList, readLabels } from "../internal/readLabels.ts";
import { checkRows, readRows, type Rows } from "../internal/readRows.ts";

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
  const count = checkLabelList(labels);
  if (count !== n) throw new InvalidArgumentError("labels", `${n} labels, one for each embedding`, count);
  checkNumbers("k", k, { min: 1, max: n - 1, integer: true });
  const rows = readRows("embeddings", embeddings, { normalize: true });
  const classes = readLabels(labels);
  embeddings.dispose();
  const ranks = firstHits(rows, classes);
  return k.map((neighbours) => ranks.filter((rank) => rank < neighbours).length / n);
}

/** For each example how many of other classes are nearer than the nearest of its own; Infinity where there is none. */
function firstHits(rows: Rows, classes: ArrayLike<number>): number[] {
  const similarities = new Float64Array(rows.count);
  return globalThis.Array.from({ length: rows.count }, (_, query) => {
    similaritiesTo(rows, query, similarities);
    return firstHit(similarities, classes, query);
  });
}

/** Fills in the inner products of one row with all rows. */
function similaritiesTo({ count, width, values }: Rows, query: number, similarities: Float64Array): void {
  const start = query * width;
  for (let row = 0; row < count; row++) {
    const other = row * width;
    let product = 0;
    for (let i = 0; i < width; i++) product += values[start + i]! * values[other + i]!;
    similarities[row] = product;
  }
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
