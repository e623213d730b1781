import { type Array, numpy as np } from "@jax-js/jax";
import { metrixLoss, normalizedSoftmaxLoss, tcmLoss } from "@offprint/methods/losses";
import type { BaseLoss, Values } from "./controls.ts";
import { embed, type Params } from "./network.ts";
import type { Batch } from "./task.ts";

/** What an arm trains with. */
export interface Objective extends Pick<Values, "base" | "weight" | "marginPlus" | "marginMinus"> {
  /** Whether the regulariser is there at all. */
  regularised: boolean;
}

/** Base loss, plus the weighted regulariser, of a batch: a scalar. Consumes parameters and batch. */
export function totalLoss(params: Params, { images, labels }: Batch, objective: Objective): Array {
  const { base, regularised, weight, marginPlus, marginMinus } = objective;
  const z = embed(params.network, images);
  if (!regularised) return baseLosses[base](z, labels, params.directions);
  const margins = tcmLoss(z.ref, labels.ref, { marginPlus, marginMinus });
  return baseLosses[base](z, labels, params.directions).add(margins.mul(weight));
}

/** Of embeddings of length 1, labels and class directions; all consumed. */
const baseLosses: Record<BaseLoss, (z: Array, labels: Array, directions: Array) => Array> = {
  normalizedSoftmax: (z, labels, directions) => normalizedSoftmaxLoss(z, labels, directions, { scale: 16 }),
  multiSimilarity: (z, labels, directions) => {
    directions.dispose();
    const count = labels.shape[0]!;
    const same = labels.ref
      .reshape([-1, 1])
      .equal(labels.reshape([1, -1]))
      .astype(np.float32);
    const others = np.eye(count).equal(0);
    const options = { loss: "multiSimilarity", alpha: 2, beta: 50, margin: 0.5 } as const;
    return metrixLoss(np.inner(z.ref, z), same, others, options);
  },
};
