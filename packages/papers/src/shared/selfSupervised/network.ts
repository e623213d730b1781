import { type Array, nn, numpy as np, random } from "@jax-js/jax";
import {
  batchStandardize,
  dense,
  type LayerParams,
  mlp,
  type MlpParams,
  type WeightParams,
} from "@offprint/lab/models";
import { pixelCount } from "./digits.ts";

/** An encoder of two layers, and a projector of two on top of it. */
export type Network = { encoder: MlpParams; hidden: LayerParams; output: WeightParams };

/** What a network makes of images: features h [n, 64] of the encoder, embeddings z [n, dimension]. */
export type Embedded = { h: Array; z: Array };

const featureCount = 64;

/** Draws the weights; consumes the key. */
export function initNetwork(key: Array, dimension: number): Network {
  const [encoderKey, hiddenKey, outputKey] = np.unstack(random.split(key, 3)) as [Array, Array, Array];
  return {
    encoder: mlp.init(encoderKey, [pixelCount, 128, featureCount]),
    hidden: dense.init(hiddenKey, featureCount, 64),
    output: dense.init(outputKey, 64, dimension, { bias: false }),
  };
}

/**
 * Embeds images [n, 64]; consumes both. The projector standardises its layers over these very images. At the
 * output this matters: without it all embeddings start almost parallel, and a small temperature never spreads them.
 */
export function embed({ encoder, hidden, output }: Network, images: Array): Embedded {
  const h = mlp.apply(encoder, images, { activateOutput: true });
  const projected = nn.relu(batchStandardize(dense.apply(hidden, h.ref)));
  return { h, z: batchStandardize(dense.apply(output, projected)) };
}
