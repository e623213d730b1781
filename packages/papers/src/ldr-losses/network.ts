import { type Array, numpy as np } from "@jax-js/jax";
import { mlp, type MlpParams, uniformFanIn } from "@offprint/lab/models";
import { classCount, pixelCount } from "../shared/labelledDigits.ts";

const hiddenUnits = 64;

/** Draws a perceptron 64-64-10; consumes the key. */
export function initNetwork(key: Array): MlpParams {
  return mlp.init(key, [pixelCount, hiddenUnits, classCount], {
    initialiser: uniformFanIn,
    bias: uniformFanIn,
  });
}

/** Scores [n, 10] of images [n, 64]; consumes both. */
export function scoresOf(params: MlpParams, images: Array): Array {
  return mlp.apply(params, images, { activation: np.tanh });
}
