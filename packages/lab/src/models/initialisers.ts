import { type Array, numpy as np, random } from "@jax-js/jax";

/** How many inputs and outputs one unit of a layer is joined to. */
export interface Fans {
  fanIn: number;
  fanOut: number;
}

/**
 * Draws the start values of a parameter: float32, of the given shape. Consumes the key.
 * The bias of a layer is drawn with the fans of its weights.
 */
export type Initialiser = (key: Array, shape: number[], fans: Fans) => Array;

/** All zeros. */
export const zeros: Initialiser = (key, shape) => {
  key.dispose();
  return np.zeros(shape);
};

/** Normal with standard deviation sqrt(2 / fanIn), for layers before a ReLU (He et al. 2015, eq. 10). */
export const heNormal: Initialiser = (key, shape, { fanIn }) =>
  random.normal(key, shape).mul(Math.sqrt(2 / fanIn));

/** Uniform on ±sqrt(6 / (fanIn + fanOut)), for tanh and linear layers (Glorot and Bengio 2010, eq. 16). */
export const glorotUniform: Initialiser = (key, shape, { fanIn, fanOut }) =>
  uniformWithin(key, shape, Math.sqrt(6 / (fanIn + fanOut)));

/** Normal with standard deviation sqrt(2 / (fanIn + fanOut)) (Glorot and Bengio 2010, eq. 12). */
export const glorotNormal: Initialiser = (key, shape, { fanIn, fanOut }) =>
  random.normal(key, shape).mul(Math.sqrt(2 / (fanIn + fanOut)));

/** Uniform on ±1 / sqrt(fanIn): what PyTorch gives the weights and biases of its linear and convolution layers. */
export const uniformFanIn: Initialiser = (key, shape, { fanIn }) =>
  uniformWithin(key, shape, 1 / Math.sqrt(fanIn));

/**
 * Normal with a fixed standard deviation.
 * @example dense.init(key, 64, 10, { initialiser: normal(0.01) });
 */
export const normal =
  (standardDeviation: number): Initialiser =>
  (key, shape) =>
    random.normal(key, shape).mul(standardDeviation);

function uniformWithin(key: Array, shape: number[], bound: number): Array {
  return random.uniform(key, shape, { minval: -bound, maxval: bound });
}
