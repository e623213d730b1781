import { type Array, numpy as np } from "@jax-js/jax";
import { after } from "./after.ts";
import { undifferentiated } from "./concreteValue.ts";

/** A total over pairs, and its gradient in the similarity of each. */
export interface PairTotal {
  /** Scalar. */
  total: Array;
  /** The shape of the similarities. */
  gradient: Array;
}

/** The same, with whatever else each row yields. */
export interface PairTotalWithRows extends PairTotal {
  /** Constants [rows] of the chunk. */
  ofRows: Array[];
}

/**
 * The total of a loss over the similarities of all rows with all keys, in the memory of one chunk of them: each
 * chunk's gradient is taken on to rows and keys at once, so that nothing of it needs to be kept for a backward pass.
 * Consumes both arrays.
 *
 * The result has the right value and the right gradient, but its second derivatives are 0.
 *
 * @param evaluate total and gradient of the similarities `[to − from, m]` of the rows from..to − 1, which it consumes
 * @param rows `[n, d]`
 * @param keys `[m, d]`
 * @param chunkSize rows at a time; the last chunk may be smaller
 */
export function pairTotalInChunks(
  evaluate: (similarities: Array, from: number, to: number) => PairTotal,
  rows: Array,
  keys: Array,
  chunkSize: number,
): Array {
  const evaluateAlone = (similarities: Array, from: number, to: number) => ({
    ...evaluate(similarities, from, to),
    ofRows: [],
  });
  return pairTotalWithRowsInChunks(evaluateAlone, rows, keys, chunkSize).total;
}

/**
 * As {@link pairTotalInChunks}, and puts together what else each row yields.
 * @returns the total, and lists [n] of what the rows yield, constants
 */
export function pairTotalWithRowsInChunks(
  evaluate: (similarities: Array, from: number, to: number) => PairTotalWithRows,
  rows: Array,
  keys: Array,
  chunkSize: number,
): { total: Array; ofRows: Array[] } {
  const count = rows.shape[0]!;
  const [fixedRows, fixedKeys] = [undifferentiated(rows), undifferentiated(keys)];
  const totals: Array[] = [];
  const rowGradients: Array[] = [];
  const ofRows: Array[][] = [];
  let keyGradient: Array | undefined;
  for (let from = 0; from < count; from += chunkSize) {
    const to = Math.min(from + chunkSize, count);
    const slice = fixedRows.ref.slice([from, to]);
    const chunk = keyGradient
      ? after(slice, [totals.at(-1)!, rowGradients.at(-1)!, keyGradient, ...ofRows.at(-1)!])
      : slice;
    const result = evaluate(np.inner(chunk.ref, fixedKeys.ref), from, to);
    const { total, gradient } = result;
    totals.push(total);
    ofRows.push(result.ofRows);
    rowGradients.push(np.matmul(gradient.ref, fixedKeys.ref));
    const ofKeys = np.matmul(gradient.transpose(), chunk);
    keyGradient = keyGradient ? keyGradient.add(ofKeys) : ofKeys;
  }
  const total = totals.reduce((sum, each) => sum.add(each));
  const withRows = withGradient(total, rows, fixedRows, np.concatenate(rowGradients, 0));
  return {
    total: withGradient(withRows, keys, fixedKeys, keyGradient!),
    ofRows: ofRows[0]!.map((_, i) =>
      np.concatenate(
        ofRows.map((lists) => lists[i]!),
        0,
      ),
    ),
  };
}

/** The value as it is, with `gradient` for its gradient in `x`. Consumes all. */
export function withGradient(value: Array, x: Array, fixedX: Array, gradient: Array): Array {
  return value.add(x.sub(fixedX).mul(gradient).sum());
}
