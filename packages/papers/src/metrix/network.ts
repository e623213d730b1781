import { type Array, numpy as np, random } from "@jax-js/jax";
import { mlp, type MlpParams, uniformFanIn } from "@offprint/lab/models";
import { unitRows } from "../shared/unitRows.ts";
import { pixelCount } from "./task.ts";

export const dimension = 32;

/** What is trained: the network, and for the proxy anchor loss a proxy of each class, [classes, 32]. */
export type Params = { network: MlpParams; proxies: Array };

/** Consumes the key. */
export function initParams(key: Array, classes: number): Params {
  const [networkKey, proxyKey] = np.unstack(random.split(key, 2)) as [Array, Array];
  return {
    network: mlp.init(networkKey, [pixelCount, 128, dimension], {
      initialiser: uniformFanIn,
      bias: uniformFanIn,
    }),
    proxies: random.normal(proxyKey, [classes, dimension]).mul(0.1),
  };
}

/** Embeddings of length 1, [n, 32], of images [n, 64]; consumes both. */
export function embed(network: MlpParams, images: Array): Array {
  return unitRows(mlp.apply(network, images));
}
