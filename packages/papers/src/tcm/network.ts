import { type Array, numpy as np, random } from "@jax-js/jax";
import { mlp, type MlpParams } from "@offprint/lab/models";
import { twoDigitPixelCount } from "../shared/twoDigits.ts";
import { unitRows } from "../shared/unitRows.ts";

const dimension = 32;

/** What is trained: the network, and a direction of each training class for the normalised softmax, [classes, 32]. */
export type Params = { network: MlpParams; directions: Array };

/** Consumes the key. */
export function initParams(key: Array, classes: number): Params {
  const [networkKey, directionKey] = np.unstack(random.split(key, 2)) as [Array, Array];
  return {
    network: mlp.init(networkKey, [twoDigitPixelCount, 128, 128, dimension]),
    directions: random.normal(directionKey, [classes, dimension]).mul(0.1),
  };
}

/** Embeddings of length 1, [n, 32], of images [n, 128]; consumes both. */
export function embed(network: MlpParams, images: Array): Array {
  return unitRows(mlp.apply(network, images));
}
