import { type Array, numpy as np, random } from "@jax-js/jax";
import { mlp, type MlpParams } from "@offprint/lab/models";
import { pixelCount } from "./identities.ts";

const dimension = 32;

/** An encoder of images, and one direction for each training identity, [classes, 32]. */
export type Network = { encoder: MlpParams; classWeight: Array };

/** Draws the weights, the same for every arm; consumes the key. */
export function initNetwork(key: Array, classCount: number): Network {
  const [encoderKey, weightKey] = np.unstack(random.split(key, 2)) as [Array, Array];
  return {
    encoder: mlp.init(encoderKey, [pixelCount, 128, 128, dimension]),
    classWeight: random.normal(weightKey, [classCount, dimension]).mul(0.1),
  };
}
