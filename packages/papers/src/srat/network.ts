import { type Array, numpy as np } from "@jax-js/jax";
import { dense, mlp, type MlpParams, uniformFanIn } from "@offprint/lab/models";
import { classCount, pixelCount } from "../shared/labelledDigits.ts";

const hiddenUnits = 64;

/** Draws the weights of a perceptron with two hidden layers; consumes the key. */
export function initNetwork(key: Array): MlpParams {
  const sizes = [pixelCount, hiddenUnits, hiddenUnits, classCount];
  return mlp.init(key, sizes, { initialiser: uniformFanIn, bias: uniformFanIn });
}

/** What the last layer gets, [n, 64] ≥ 0, and what it makes of it, [n, 10]. Consumes both arguments. */
export function featuresAndLogits(params: MlpParams, images: Array): { features: Array; logits: Array } {
  const features = mlp.apply(params.slice(0, -1), images, { activateOutput: true });
  return { features, logits: dense.apply(params.at(-1)!, features.ref) };
}

/** Directions of the features, [n, 64]: rows of length 1, or 0 where no unit is active. Consumes both arguments. */
export function directions(params: MlpParams, images: Array): Array {
  const { features, logits } = featuresAndLogits(params, images);
  logits.dispose();
  const lengths = np.sqrt(np.square(features.ref).sum(1, { keepdims: true }).add(1e-12));
  return features.div(lengths);
}
