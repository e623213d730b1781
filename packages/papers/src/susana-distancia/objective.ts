import { type Array, numpy as np } from "@jax-js/jax";
import { compSumLoss, icnnLoss, protoTripletLoss } from "@offprint/methods/losses";

/** A loss of an episode. */
export type Part = "crossEntropy" | "protoTriplet" | "icnn";

/** Embeddings of an episode, or points that stand for them. Rows are ordered by class. */
export type Embedded = {
  /** [way · shots, d] */
  support: Array;
  /** [way · queriesPerClass, d] */
  queries: Array;
};

/** What an episode consists of, and the options of its losses. */
export interface EpisodeShape {
  way: number;
  shots: number;
  queriesPerClass: number;
  margin: number;
  k: number;
}

/** Mean of some losses of an episode, a scalar. Consumes the embeddings. */
export function episodeLoss({ support, queries }: Embedded, parts: Part[], shape: EpisodeShape): Array {
  const { way, shots, queriesPerClass, margin } = shape;
  const prototypes = classMeans(support.ref, way, shots);
  const queryLabels = classLabels(way, queriesPerClass);
  const losses: Record<Part, () => Array> = {
    crossEntropy: () => compSumLoss(negativeSquares(queries.ref, prototypes.ref), queryLabels.ref),
    protoTriplet: () => protoTripletLoss(queries.ref, prototypes.ref, queryLabels.ref, { margin }),
    icnn: () => {
      const labels = np.concatenate([classLabels(way, shots), queryLabels.ref]);
      return icnnLoss(np.concatenate([support.ref, queries.ref]), labels, icnnOptions(shape));
    },
  };
  const total = parts.map((part) => losses[part]()).reduce((sum, loss) => sum.add(loss));
  for (const array of [support, queries, prototypes, queryLabels]) array.dispose();
  return total.mul(1 / parts.length);
}

/** The window holds as many neighbours as a class has samples, but never fewer than are judged. */
export function icnnOptions({ way, shots, queriesPerClass, k }: EpisodeShape): { k: number; window: number } {
  const classSize = shots + queriesPerClass;
  const count = way * classSize;
  const judged = Math.min(k, count - 2);
  return { k: judged, window: Math.min(Math.max(judged, classSize), count - 1) };
}

/** Prototypes [way, d]: plain means of rows ordered by class. */
function classMeans(rows: Array, way: number, shots: number): Array {
  return rows.reshape([way, shots, rows.shape[1]!]).mean(1);
}

/** 0, 0, …, 1, 1, …, int32 [way · each]. */
export function classLabels(way: number, each: number): Array {
  return np.array(Int32Array.from({ length: way * each }, (_, i) => Math.floor(i / each)));
}

/** −‖q − p‖² of each query and prototype, [queries, way]. */
function negativeSquares(queries: Array, prototypes: Array): Array {
  const [count, d] = queries.shape as [number, number];
  const differences = queries.reshape([count, 1, d]).sub(prototypes.reshape([1, -1, d]));
  return np.square(differences).sum(-1).neg();
}
