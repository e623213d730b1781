import { type Array, numpy as np, random } from "@jax-js/jax";
import { mlp, type MlpParams } from "@offprint/lab/models";
import { pixelCount } from "./task.ts";

/** An encoder, and a last layer that only the losses of classification use. */
export type Network = {
  encoder: MlpParams;
  /** [base classes, dimension] */
  classWeight: Array;
  /** [base classes]; the plain softmax alone has one. */
  bias: Array;
};

/** Draws the weights, the same for every treatment; consumes the key. */
export function initNetwork(key: Array, dimension: number, baseCount: number): Network {
  const [encoderKey, weightKey] = np.unstack(random.split(key, 2)) as [Array, Array];
  return {
    encoder: mlp.init(encoderKey, [pixelCount, 128, 128, dimension]),
    classWeight: random.normal(weightKey, [baseCount, dimension]).mul(0.2),
    bias: np.zeros([baseCount]),
  };
}
