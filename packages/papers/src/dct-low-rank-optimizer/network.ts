import { type Array, nn, numpy as np, random } from "@jax-js/jax";
import { heNormal } from "@offprint/lab/models";
import { compSumLoss } from "@offprint/methods/losses";
import type { LabelledImages } from "./digits.ts";

/** Inputs and outputs of each layer. */
export const widths = [64, 128, 128, 10] as const;

/**
 * Parameters of a perceptron with two hidden layers. Matrices are stored [outputs, inputs], so that what is projected
 * is the side of the inputs.
 */
export type Params = {
  /** The two hidden layers' matrices: what a low-rank optimizer gets. */
  hidden: Array[];
  /** Classifier and biases: what plain Adam gets. */
  rest: { classifier: Array; biases: Array[] };
};

/** He-normal matrices, zero biases. Consumes the key. */
export function initNetwork(key: Array): Params {
  const keys = np.unstack(random.split(key, widths.length - 1));
  const layers = keys.map((layerKey, at) => {
    const [fanIn, fanOut] = [widths[at]!, widths[at + 1]!];
    return heNormal(layerKey, [fanOut, fanIn], { fanIn, fanOut });
  });
  const biases = widths.slice(1).map((width) => np.zeros([width]));
  return { hidden: layers.slice(0, -1), rest: { classifier: layers.at(-1)!, biases } };
}

/** Images [n, 64] to logits [n, 10]. Consumes both arguments. */
export function logitsOf({ hidden, rest: { classifier, biases } }: Params, images: Array): Array {
  const layer = (x: Array, weights: Array, bias: Array) => np.matmul(x, weights.transpose()).add(bias);
  const features = hidden.reduce((x, weights, at) => nn.relu(layer(x, weights, biases[at]!)), images);
  return layer(features, classifier, biases.at(-1)!);
}

/** Mean cross-entropy. Consumes both arguments. */
export const lossOf = (params: Params, { images, labels }: LabelledImages): Array =>
  compSumLoss(logitsOf(params, images), labels);
