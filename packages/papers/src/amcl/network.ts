import { type Array, numpy as np, random, tree } from "@jax-js/jax";
import { type MlpParams, uniformFanIn } from "@offprint/lab/models";
import { adaptiveTemperature, type TemperatureLayer } from "@offprint/methods/losses";
import {
  encode,
  initEncoder,
  initProjector,
  project,
  type Projector,
} from "../shared/selfSupervised/network.ts";
import { mostHeads, temperatureBounds } from "./controls.ts";

/** Several projectors on one encoder, and the layer by which pairs get their temperatures. */
export type MultiHeadNetwork = { encoder: MlpParams; heads: Projector[]; layer: TemperatureLayer };

/** Of the embeddings. */
export const dimension = 32;

/** Draws the weights; consumes the key. Encoder, layer and first heads are the same for any number of heads. */
export function initMultiHeadNetwork(key: Array, headCount: number): MultiHeadNetwork {
  const [encoderKey, layerKey, headsKey] = np.unstack(random.split(key, 3)) as [Array, Array, Array];
  const headKeys = np.unstack(random.split(headsKey, 2 * mostHeads));
  const heads = globalThis.Array.from({ length: headCount }, (_, head) =>
    initProjector([headKeys[2 * head]!.ref, headKeys[2 * head + 1]!.ref], dimension),
  );
  tree.dispose(headKeys);
  return { encoder: initEncoder(encoderKey), heads, layer: initLayer(layerKey) };
}

function initLayer(key: Array): TemperatureLayer {
  const [weightKey, biasKey] = np.unstack(random.split(key, 2)) as [Array, Array];
  const fans = { fanIn: dimension, fanOut: dimension };
  return {
    weight: uniformFanIn(weightKey, [dimension, dimension], fans),
    bias: uniformFanIn(biasKey, [dimension], fans),
  };
}

/**
 * Embeddings of both views in every head, [n, 32] each; consumes its arguments. Each view is standardised by itself.
 * @param images two views of every image, [2n, 64], the first view first
 */
export function embedViews(
  { encoder, heads }: Pick<MultiHeadNetwork, "encoder" | "heads">,
  images: Array,
): [viewA: Array, viewB: Array][] {
  const [first, second] = np.split(encode(encoder, images), 2, 0) as [Array, Array];
  const embeddings = heads.map((head): [Array, Array] => [
    project(tree.ref(head), first.ref),
    project(head, second.ref),
  ]);
  tree.dispose([first, second]);
  return embeddings;
}

/** Temperatures of all pairs of rows, or the constant one, [rows of a, rows of b]. Consumes its arrays. */
export function temperatures(
  a: Array,
  b: Array,
  layer: TemperatureLayer,
  constant: number | undefined,
): Array {
  if (constant === undefined) return adaptiveTemperature(a, b, layer, temperatureBounds);
  const shape = [a.shape[0]!, b.shape[0]!];
  tree.dispose([a, b, layer]);
  return np.full(shape, constant);
}
