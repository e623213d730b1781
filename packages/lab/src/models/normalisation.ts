import { type Array, numpy as np } from "@jax-js/jax";

/** Scale and shift of each feature, both [features]. */
export type AffineParams = { scale: Array; shift: Array };

export interface NormalisationOptions {
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
}

/**
 * (x − mean) / sqrt(variance + epsilon) over all axes but the last, with the biased variance of this very batch:
 * batch normalisation in training, without scale and shift. x [batch, ..., features], same shape out. Consumes x.
 */
export function batchStandardize(x: Array, { epsilon = 1e-5 }: NormalisationOptions = {}): Array {
  const axes = globalThis.Array.from({ length: x.ndim - 1 }, (_, axis) => axis);
  return standardize(x, axes, epsilon);
}

/** (x − mean) / sqrt(variance + epsilon) over the last axis; same shape out. Consumes x. */
export function layerStandardize(x: Array, { epsilon = 1e-5 }: NormalisationOptions = {}): Array {
  return standardize(x, [-1], epsilon);
}

/**
 * Batch normalisation with the statistics of the batch it is given, and a learned scale and shift
 * (Ioffe and Szegedy 2015, algorithm 1). There are no running averages.
 */
export const batchNorm = { init: initAffine, apply: affineAfter(batchStandardize) };

/** Layer normalisation over the last axis with a learned scale and shift (Ba et al. 2016, eq. 4). */
export const layerNorm = { init: initAffine, apply: affineAfter(layerStandardize) };

/** Scale one, shift zero, float32. */
function initAffine(features: number): AffineParams {
  return { scale: np.ones([features]), shift: np.zeros([features]) };
}

/** x [batch, ..., features], same shape out; consumes both arguments. */
function affineAfter(normalise: (x: Array, options?: NormalisationOptions) => Array) {
  return (params: AffineParams, x: Array, options: NormalisationOptions = {}): Array =>
    normalise(x, options).mul(params.scale).add(params.shift);
}

/** Centres first: the difference of mean square and squared mean, as `nn.standardize` has it, loses all digits
 * for a small spread around a large mean. */
function standardize(x: Array, axes: number[], epsilon: number): Array {
  const centred = x.ref.sub(np.mean(x, axes, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
  return centred.div(np.sqrt(variance.add(epsilon)));
}
