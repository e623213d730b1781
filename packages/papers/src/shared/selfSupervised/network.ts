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

/** Two layers from features to embeddings. */
export type Projector = { hidden: LayerParams; output: WeightParams };

/** An encoder of two layers, and a projector on top of it. */
export type Network = { encoder: MlpParams } & Projector;

/** What a network makes of images: features h [n, 64] of the encoder, embeddings z [n, dimension]. */
export type Embedded = { h: Array; z: Array };

const featureCount = 64;

/** Draws the weights; consumes the key. */
export function initNetwork(key: Array, dimension: number): Network {
  const [encoderKey, hiddenKey, outputKey] = np.unstack(random.split(key, 3)) as [Array, Array, Array];
  return { encoder: initEncoder(encoderKey), ...initProjector([hiddenKey, outputKey], dimension) };
}

/** Draws the weights of an encoder; consumes the key. */
export function initEncoder(key: Array): MlpParams {
  return mlp.init(key, [pixelCount, 128, featureCount]);
}

/** Draws the weights of a projector, layer by layer; consumes the keys. */
export function initProjector([hiddenKey, outputKey]: [Array, Array], dimension: number): Projector {
  return {
    hidden: dense.init(hiddenKey, featureCount, 64),
    output: dense.init(outputKey, 64, dimension, { bias: false }),
  };
}

/** Embeds images [n, 64]; consumes both. */
export function embed({ encoder, ...projector }: Network, images: Array): Embedded {
  const h = encode(encoder, images);
  return { h: h.ref, z: project(projector, h) };
}

/** Embeddings [n, dimension] of images [n, 64], without the features; consumes both. */
export function embeddingsOf({ encoder, ...projector }: Network, images: Array): Array {
  return project(projector, encode(encoder, images));
}

/** Features [n, 64] of images [n, 64]; consumes both. */
export function encode(encoder: MlpParams, images: Array): Array {
  return mlp.apply(encoder, images, { activateOutput: true });
}

/**
 * Embeddings [n, dimension] of features; consumes both. The projector standardises its layers over these very images.
 * At the output this matters: without it all embeddings start almost parallel, and a small temperature never spreads
 * them.
 */
export function project({ hidden, output }: Projector, h: Array): Array {
  const projected = nn.relu(batchStandardize(dense.apply(hidden, h)));
  return batchStandardize(dense.apply(output, projected));
}
