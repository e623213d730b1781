import { type Array, grad, numpy as np } from "@jax-js/jax";
import { contrastiveLoss, type ContrastiveOptions } from "@offprint/methods/losses";
import { tolerance, uniformityLoss } from "@offprint/methods/metrics";
import { embeddingsOf, type Network } from "../shared/selfSupervised/network.ts";
import { unitRows } from "../shared/unitRows.ts";

/** What the plots show of a network. */
export type Observation = {
  /** Embeddings scaled to length 1, [n, dimension]. */
  directions: Array;
  uniformity: Array;
  tolerance: Array;
  /** Cosines of the first image with every image, [n]. */
  similarities: Array;
  /** How hard the loss pushes the first image from every image, relative to its pull on the positive, [n]. */
  penalties: Array;
};

/** Looks at a network through images [n, 64] and their digits; for a program. */
export function observation(loss: ContrastiveOptions) {
  return (network: Network, images: Array, labels: Array): Observation => {
    const z = embeddingsOf(network, images);
    const directions = unitRows(z.ref);
    const similarities = np.inner(directions.ref.slice([0, 1]), directions.ref);
    return {
      directions,
      uniformity: uniformityLoss(z.ref),
      tolerance: tolerance(z, labels),
      similarities: similarities.ref.reshape([-1]),
      penalties: relativePenalties(similarities, loss),
    };
  };
}

/**
 * Gradients of a loss in the similarities of one anchor, relative to the gradient in that of its positive, whose
 * place is the first; 0 there. Consumes the similarities.
 * @param similarities [1, n]
 * @returns [n]
 */
export function relativePenalties(similarities: Array, loss: ContrastiveOptions): Array {
  const n = similarities.shape[1]!;
  // With the identity for keys and nothing normalised, the queries are the similarities.
  const ofSimilarities = (s: Array) => contrastiveLoss(s, np.eye(n), { ...loss, normalize: false });
  const gradient = (grad(ofSimilarities)(similarities) as Array).reshape([n]);
  const pull = gradient.ref.slice([0, 1]).neg();
  return np.maximum(gradient.div(pull), 0);
}
