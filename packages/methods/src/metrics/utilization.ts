import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFlag, checkOptions } from "../internal/checks.ts";
import { checkRows } from "../internal/checkRows.ts";
import { readRows, type Rows } from "../internal/readRows.ts";

export interface UtilizationOptions {
  /** Whether to scale rows to length 1 first. Default true. */
  normalize?: boolean;
}

/**
 * Utilization: the mean squared Euclidean distance from each query to its nearest reference, with test embeddings for
 * queries and training embeddings for references. Low values say that test points have training points nearby, which
 * good coverage brings about and a network that squeezes everything onto a few spots as well.
 *
 * Reads the arrays at once and consumes them, unless they are refused. Time grows as Q · X · d; memory as (Q + X) · d
 * alone, since distances are compared one by one.
 *
 * @param queries floats [Q, d]
 * @param references floats [X, d]
 * @returns a number ≥ 0, at most 4 for rows of length 1
 * @throws InvalidArgumentError for other shapes or dtypes, no queries or references, values that are not finite, rows of
 * zeros that should be normalised, and arrays that are being traced into a program
 *
 * Source: Venkataramanan et al., "It Takes Two to Tango: Mixup for Deep Metric Learning" (ICLR 2022), utilization.
 *
 * @example
 * const u = utilization(embed(params, testImages), embed(params, trainImages));
 */
export function utilization(queries: Array, references: Array, options: UtilizationOptions = {}): number {
  const { normalize = true } = checkOptions(options);
  checkFlag("normalize", normalize);
  const { d } = checkRows("queries", queries);
  const { d: width } = checkRows("references", references);
  if (width !== d) {
    throw new InvalidArgumentError(
      "references",
      `rows of ${d} numbers, like the queries`,
      `${width} numbers`,
    );
  }
  const [from, to] = [
    readRows("queries", queries, { normalize }),
    readRows("references", references, { normalize }),
  ];
  queries.dispose();
  references.dispose();
  let total = 0;
  for (let query = 0; query < from.count; query++) total += nearestSquare(from, query, to);
  return total / from.count;
}

/** Squared distance from a query to the nearest reference. */
function nearestSquare(queries: Rows, query: number, references: Rows): number {
  const { width } = queries;
  const start = query * width;
  let nearest = Infinity;
  for (let reference = 0; reference < references.count; reference++) {
    const other = reference * width;
    let square = 0;
    for (let i = 0; i < width; i++) {
      const difference = queries.values[start + i]! - references.values[other + i]!;
      square += difference * difference;
    }
    if (square < nearest) nearest = square;
  }
  return nearest;
}
