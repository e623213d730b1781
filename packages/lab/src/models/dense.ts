import { type Array, numpy as np, random } from "@jax-js/jax";
import { heNormal, type Fans, type Initialiser, zeros } from "./initialisers.ts";

/** Weights [in, out] (of a convolution [height, width, in, out]) and bias [out]. */
export type LayerParams = { weights: Array; bias: Array };

/** Weights alone. */
export type WeightParams = { weights: Array };

/** How the parameters of a layer start. */
export interface LayerOptions {
  /** Start of the weights. Default {@link heNormal}. */
  initialiser?: Initialiser;
  /** Start of the bias, or `false` for a layer without one. Default {@link zeros}. */
  bias?: Initialiser | false;
}

/**
 * Draws the float32 parameters of a dense layer of `inputs` to `outputs` units. Consumes the key.
 * @example const params = dense.init(random.key(0), 64, 10, { initialiser: uniformFanIn, bias: uniformFanIn });
 */
function init(
  key: Array,
  inputs: number,
  outputs: number,
  options: LayerOptions & { bias: false },
): WeightParams;
function init(
  key: Array,
  inputs: number,
  outputs: number,
  options?: LayerOptions & { bias?: Initialiser },
): LayerParams;
function init(
  key: Array,
  inputs: number,
  outputs: number,
  options: LayerOptions = {},
): LayerParams | WeightParams {
  return initLayer(key, [inputs, outputs], { fanIn: inputs, fanOut: outputs }, options);
}

/** x [..., in] times the weights plus the bias, [..., out]. Consumes both arguments. */
function apply(params: LayerParams | WeightParams, x: Array): Array {
  return addBias(np.matmul(x, params.weights), params);
}

/** A fully connected layer. */
export const dense = { init, apply };

/** Draws weights of a shape, whose last axis is the outputs, and the bias that goes with them. */
export function initLayer(
  key: Array,
  shape: number[],
  fans: Fans,
  { initialiser = heNormal, bias = zeros }: LayerOptions,
): LayerParams | WeightParams {
  if (bias === false) return { weights: initialiser(key, shape, fans) };
  const [weightKey, biasKey] = np.unstack(random.split(key, 2)) as [Array, Array];
  return { weights: initialiser(weightKey, shape, fans), bias: bias(biasKey, shape.slice(-1), fans) };
}

/** Adds the bias to x [..., out] if there is one. */
export function addBias(x: Array, params: LayerParams | WeightParams): Array {
  return "bias" in params ? x.add(params.bias) : x;
}
