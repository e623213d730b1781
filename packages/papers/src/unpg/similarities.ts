import { numpy as np } from "@jax-js/jax";
import { toArrays } from "@offprint/compile";
import { pairCosines } from "@offprint/methods/metrics";
import type { Sight } from "./training.ts";

/** The negative pairs that a batch offers, as cosines. */
export interface BatchNegatives {
  /** Between each embedding and the weights of all other classes. */
  classes: Float64Array;
  /** Between embeddings of different classes. */
  pairs: Float64Array;
}

/** Borrows what was seen. */
export async function batchNegatives(sight: Sight): Promise<BatchNegatives> {
  const { embeddings, labels, classWeight } = toArrays(sight);
  const [batch, dimension] = embeddings.shape as [number, number];
  const classes = await labels.data();
  const pairs = pairCosines(embeddings.ref, Int32Array.from(classes)).negatives;
  const rows = unitRows(await embeddings.data(), dimension);
  const weights = unitRows(await classWeight.data(), dimension);
  const classCount = weights.length / dimension;
  const cosines = new Float64Array(batch * (classCount - 1));
  let at = 0;
  for (let i = 0; i < batch; i++) {
    for (let j = 0; j < classCount; j++) {
      if (j === classes[i]) continue;
      let sum = 0;
      for (let k = 0; k < dimension; k++) sum += rows[i * dimension + k]! * weights[j * dimension + k]!;
      cosines[at++] = sum;
    }
  }
  return { classes: cosines, pairs };
}

function unitRows(values: ArrayLike<number>, width: number): Float64Array {
  const rows = Float64Array.from(values);
  for (let start = 0; start < rows.length; start += width) {
    const length = Math.hypot(...rows.subarray(start, start + width)) || 1;
    for (let k = start; k < start + width; k++) rows[k]! /= length;
  }
  return rows;
}

/** A value that this share of the others lies below, in [0, 1]; linear between neighbours. */
export function percentile(values: Float64Array, share: number): number {
  const ascending = values.toSorted();
  const place = share * (ascending.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below]! + (place - below) * (ascending[above]! - ascending[below]!);
}

/** The values as an engine array, which is the caller's. */
export const asArray = (values: Float64Array): np.Array => np.array(Float64Array.from(values));
