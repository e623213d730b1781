import { type Array, random } from "@jax-js/jax";
import { dispose } from "@offprint/compile";
import { progress, type Run } from "@offprint/lab";
import { dctAdamW, svdAdamW } from "@offprint/methods/optimizers";
import type { Settings } from "./controls.ts";
import { initNetwork } from "./network.ts";

/**
 * Counts the numbers in an optimizer's state for the hidden layers. `subspaces`: those that say which subspaces are in
 * use, twice, because a rotation needs the old and the new one. `shareOfAdam`: these and the moments, as a share of
 * what AdamW of full rank keeps.
 */
export const countNumbers: Run = async function* ({ arm, controls }) {
  yield progress(0, 1);
  const { rank, learningRate } = controls as Settings;
  const { hidden, rest } = initNetwork(random.key(0));
  dispose(rest);
  const parameters = count(hidden);
  const optimizer = arm === "svd" ? svdAdamW({ learningRate, rank }) : dctAdamW({ learningRate, rank });
  const state = optimizer.init(hidden);
  const layers = state.layers as { mu: Array; nu: Array; indices?: Array; projection?: Array }[];
  const subspaces = 2 * count(layers.map((layer) => (layer.indices ?? layer.projection)!));
  const moments = count(layers.flatMap(({ mu, nu }) => [mu, nu]));
  dispose(state);
  return { subspaces, shareOfAdam: (moments + subspaces) / (2 * parameters) };
};

const count = (arrays: Array[]) => arrays.reduce((sum, array) => sum + array.size, 0);
