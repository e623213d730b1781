import { type Array, numpy as np } from "@jax-js/jax";
import { addBias, initLayer, type LayerOptions, type LayerParams, type WeightParams } from "./dense.ts";
import type { Initialiser } from "./initialisers.ts";

/** `same` keeps height and width (zeros outside, the larger half after an even kernel), `valid` adds nothing. */
export type Padding = "same" | "valid";

/**
 * Draws the float32 parameters of a convolution: weights [height, width, in, out], bias [out]. Consumes the key.
 * @param kernel height and width
 * @example const params = conv2d.init(random.key(0), [3, 3], 1, 16);
 */
function init(
  key: Array,
  kernel: [number, number],
  inputs: number,
  outputs: number,
  options: LayerOptions & { bias: false },
): WeightParams;
function init(
  key: Array,
  kernel: [number, number],
  inputs: number,
  outputs: number,
  options?: LayerOptions & { bias?: Initialiser },
): LayerParams;
function init(
  key: Array,
  kernel: [number, number],
  inputs: number,
  outputs: number,
  options: LayerOptions = {},
): LayerParams | WeightParams {
  const area = kernel[0] * kernel[1];
  const fans = { fanIn: area * inputs, fanOut: area * outputs };
  return initLayer(key, [...kernel, inputs, outputs], fans, options);
}

/**
 * Cross-correlates images x [batch, height, width, in] with the kernel, stride 1: [batch, height, width, out].
 * Consumes both arguments.
 *
 * It is a sum over the offsets of the kernel of one matrix product each, because the gradient of the engine's
 * general convolution is many times slower.
 */
function apply(
  params: LayerParams | WeightParams,
  x: Array,
  { padding = "same" }: { padding?: Padding } = {},
): Array {
  const [kernelHeight, kernelWidth, inputs, outputs] = params.weights.shape as [
    number,
    number,
    number,
    number,
  ];
  const padded =
    padding === "same" ? np.pad(x, [[0, 0], around(kernelHeight), around(kernelWidth), [0, 0]]) : x;
  const [batch, paddedHeight, paddedWidth] = padded.shape as [number, number, number];
  const [height, width] = [paddedHeight - kernelHeight + 1, paddedWidth - kernelWidth + 1];

  const products: Array[] = [];
  for (let row = 0; row < kernelHeight; row++) {
    for (let column = 0; column < kernelWidth; column++) {
      const shifted = padded.ref.slice([], [row, row + height], [column, column + width]);
      const weights = params.weights.ref.slice(row, column);
      products.push(np.matmul(shifted.reshape([batch * height * width, inputs]), weights));
    }
  }
  padded.dispose();
  params.weights.dispose();
  const sum = products.reduce((total, product) => total.add(product));
  return addBias(sum.reshape([batch, height, width, outputs]), params);
}

/** Zeros before and after an axis that keep its extent. */
function around(kernel: number): [number, number] {
  const before = Math.floor((kernel - 1) / 2);
  return [before, kernel - 1 - before];
}

/** A two-dimensional convolution of images in NHWC layout, stride 1. */
export const conv2d = { init, apply };
