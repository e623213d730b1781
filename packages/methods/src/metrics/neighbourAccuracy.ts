import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkNumber, checkOptions } from "../internal/checks.ts";
import { innerProduct } from "../internal/innerProduct.ts";
import { readLabelledRows } from "../internal/readLabelledRows.ts";

/** Labelled embeddings. */
export interface LabelledEmbeddings {
  /** Floats [n, d], without rows of zeros. */
  embeddings: Array;
  /** Class of each, an `Int32Array` or an int32 array [n]. */
  labels: Int32Array | Array;
}

export interface NeighbourAccuracyOptions {
  /** How many neighbours vote, an integer from 1 to the number of references. Default 20, or all if there are fewer. */
  k?: number;
  /** τ > 0: a neighbour of cosine s weighs exp(s / τ). Default: all weigh the same. */
  temperature?: number;
}

/**
 * k-nearest-neighbour accuracy: the share of queries whose class wins the vote of their k nearest references by cosine.
 * Of equally near ones the lower index comes first, of equal votes the class of the nearer neighbour wins.
 *
 * Reads the arrays at once and consumes them, unless they are refused. Time grows as Q · X · (d + log X); memory as
 * (Q + X) · d, with the similarities of one query at a time.
 *
 * @param queries what is to be classified, [Q, d]
 * @param references what is known, [X, d]
 * @returns a share in [0, 1]
 * @throws InvalidArgumentError for other shapes or dtypes, options out of range, values that are not finite, rows of
 * zeros, and arrays that are being traced into a program
 *
 * Source: Wu et al., "Unsupervised Feature Learning via Non-Parametric Instance Discrimination" (CVPR 2018), section 3.4.
 *
 * @example
 * const accuracy = neighbourAccuracy(
 *   { embeddings: embed(params, testImages), labels: testLabels },
 *   { embeddings: embed(params, trainImages), labels: trainLabels },
 *   { k: 20, temperature: 0.1 },
 * );
 */
export function neighbourAccuracy(
  queries: LabelledEmbeddings,
  references: LabelledEmbeddings,
  options: NeighbourAccuracyOptions = {},
): number {
  const known = countRows(references.embeddings);
  const { k = Math.min(20, known), temperature } = checkOptions(options);
  checkNumber("k", k, { min: 1, max: Math.max(1, known), integer: true });
  if (temperature !== undefined) checkNumber("temperature", temperature, { above: 0 });
  checkWidths(queries.embeddings, references.embeddings);
  const asked = readLabelledRows(queries.embeddings, queries.labels, namesOf("queries"));
  const given = readLabelledRows(references.embeddings, references.labels, namesOf("references"));
  let right = 0;
  for (let query = 0; query < asked.rows.count; query++) {
    const similarities = Float64Array.from({ length: known }, (_, row) =>
      innerProduct(asked.rows, query, given.rows, row),
    );
    const order = [...similarities.keys()].sort((a, b) => similarities[b]! - similarities[a]! || a - b);
    const nearest = order.slice(0, k);
    const best = similarities[nearest[0]!]!;
    const votes = new Map<number, number>();
    for (const row of nearest) {
      // Relative to the nearest, so that small temperatures don't overflow.
      const weight = temperature === undefined ? 1 : Math.exp((similarities[row]! - best) / temperature);
      votes.set(given.classes[row]!, (votes.get(given.classes[row]!) ?? 0) + weight);
    }
    if (winner(votes) === asked.classes[query]) right++;
  }
  return right / asked.rows.count;
}

const namesOf = (side: string) => ({ embeddings: `${side}.embeddings`, labels: `${side}.labels` });

const countRows = (embeddings: Array) => embeddings?.shape?.[0] ?? 0;

function checkWidths(queries: Array, references: Array): void {
  const [d, width] = [queries?.shape?.[1], references?.shape?.[1]];
  if (d !== undefined && width !== undefined && d !== width) {
    const expected = `rows of ${d} numbers, like the queries`;
    throw new InvalidArgumentError("references.embeddings", expected, `${width} numbers`);
  }
}

/** The class with the most votes, the first of equals: votes are in order of the nearest voter. */
function winner(votes: Map<number, number>): number {
  return [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best))[0];
}
