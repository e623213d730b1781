import { type Array, nn, numpy as np, random } from "@jax-js/jax";
import { dense, type LayerOptions, type LayerParams } from "./dense.ts";
import type { Initialiser } from "./initialisers.ts";

/** One entry per layer. */
export type MlpParams = LayerParams[];

/** What stands between the layers of {@link mlp}. */
export interface MlpOptions {
  /** Elementwise function after each layer but the last, e.g. `nn.relu` or `np.tanh`. Default ReLU. */
  activation?: (x: Array) => Array;
  /** Apply it after the last layer as well. Default false: the last layer is linear. */
  activateOutput?: boolean;
}

/**
 * Draws the parameters of a multilayer perceptron. Consumes the key.
 * @param widths from the inputs to the outputs, at least two: [64, 128, 10] has one hidden layer
 */
function init(key: Array, widths: number[], options: LayerOptions & { bias?: Initialiser } = {}): MlpParams {
  const keys = np.unstack(random.split(key, widths.length - 1));
  return keys.map((layerKey, at) => dense.init(layerKey, widths[at]!, widths[at + 1]!, options));
}

/** x [..., inputs] to [..., outputs]. Consumes both arguments. */
function apply(
  params: MlpParams,
  x: Array,
  { activation = nn.relu, activateOutput = false }: MlpOptions = {},
): Array {
  return params.reduce((hidden, layer, at) => {
    const output = dense.apply(layer, hidden);
    return at < params.length - 1 || activateOutput ? activation(output) : output;
  }, x);
}

/**
 * A multilayer perceptron.
 * @example
 * const params = mlp.init(random.key(0), [64, 128, 10]);
 * const logits = mlp.apply(params, images);
 */
export const mlp = { init, apply };
