import { type Array, nn, numpy as np } from "@jax-js/jax";
import { mlp } from "@offprint/lab/models";
import { compSumLoss, normalizedSoftmaxLoss } from "@offprint/methods/losses";
import { unitRows } from "../shared/unitRows.ts";
import { type Batch, batchSize } from "./batches.ts";
import type { Network } from "./network.ts";

/** What training minimises; consumes both. */
export type Objective = (network: Network, batch: Batch) => Array;

const tripletMargin = 0.5;
const contrastiveMargin = 1;

/** The objective of each arm; the scale is that of the normalised softmax. */
export const objectives: Record<string, (options: { scale: number }) => Objective> = {
  nsl:
    ({ scale }) =>
    ({ encoder, classWeight, bias }, { images, labels, partners, strangers }) => {
      for (const unused of [bias, partners, strangers]) unused.dispose();
      return normalizedSoftmaxLoss(mlp.apply(encoder, images), labels, classWeight, { scale });
    },

  softmax:
    () =>
    ({ encoder, classWeight, bias }, { images, labels, partners, strangers }) => {
      for (const unused of [partners, strangers]) unused.dispose();
      return compSumLoss(np.inner(mlp.apply(encoder, images), classWeight).add(bias), labels);
    },

  triplet:
    () =>
    ({ encoder, classWeight, bias }, { images, labels, partners, strangers }) => {
      for (const unused of [classWeight, bias, labels]) unused.dispose();
      const anchors = unitRows(mlp.apply(encoder, images));
      const toPartner = distances(anchors.ref, rowsAt(anchors.ref, partners));
      const toStranger = distances(anchors.ref, rowsAt(anchors, strangers));
      return nn.relu(toPartner.sub(toStranger).add(tripletMargin)).mean();
    },

  contrastive:
    () =>
    ({ encoder, classWeight, bias }, { images, labels, partners, strangers }) => {
      for (const unused of [classWeight, bias, partners, strangers]) unused.dispose();
      const [first, second] = np.split(unitRows(mlp.apply(encoder, images)), 2, 0) as [Array, Array];
      const [firstLabels, secondLabels] = np.split(labels, 2, 0) as [Array, Array];
      const apart = distances(first, second);
      const tooNear = nn.relu(apart.ref.neg().add(contrastiveMargin));
      return np.where(firstLabels.equal(secondLabels), np.square(apart), np.square(tooNear)).mean();
    },
};

/** Euclidean distances of rows, [n]. */
function distances(a: Array, b: Array): Array {
  // The root's derivative at 0 is infinite.
  return np.sqrt(np.square(a.sub(b)).sum(1).add(1e-12));
}

/** The rows at these places, by a product: the gradient of taking them by index would be a slow scatter. */
function rowsAt(rows: Array, places: Array): Array {
  return np.matmul(nn.oneHot(places, batchSize), rows);
}
