import { numpy as np, random } from "@jax-js/jax";
import { type Rng, rng } from "@offprint/datasets";
import { swappingBias, utilityRankings } from "@offprint/methods/selection";
import type { Chosen } from "./controls.ts";

/** Rankings that show how good the items really are. */
const unbiasedCount = 5000;
/** The most rankings that biased judges give. */
const mostRankings = 10_000;

/** Rankings in plain memory, row by row: the item at each position. */
export interface RankingTable {
  items: number;
  order: Int32Array<ArrayBuffer>;
}

export interface Simulation {
  items: number;
  /** 1 for the disadvantaged half of the items. */
  groups: Int32Array<ArrayBuffer>;
  /** What the same judges would say without bias: the measure of true quality. */
  unbiased: RankingTable;
  /** What the panel is chosen from. */
  biased: RankingTable;
}

/**
 * Judges see an item's quality, a standard normal number, with standard normal noise of their own. The same seed gives
 * the same qualities, groups and noise for every rule and every strength of the bias.
 * @param biasedCount how many biased rankings to draw; fewer are the first of more
 */
export async function simulate(
  seed: number,
  chosen: Chosen,
  biasedCount = mostRankings,
): Promise<Simulation> {
  const { items, biasModel, bias, swapFraction } = chosen;
  const stream = rng(seed);
  const qualities = stream.normals(items);
  const disadvantaged = [...stream.permutation(items).subarray(0, Math.floor(items / 2))];
  const ranked = (count: number, towards: number) =>
    utilityRankings(noisyUtilities(stream, qualities, count), disadvantaged, { bias: towards });

  const unbiased = ranked(unbiasedCount, 0);
  const biased =
    biasModel === "utility"
      ? ranked(biasedCount, bias)
      : swappingBias(ranked(biasedCount, 0), disadvantaged, random.key(seed), { fraction: swapFraction });
  const orders = await Promise.all([unbiased.data(), biased.data()]);
  const groups = new Int32Array(items);
  for (const item of disadvantaged) groups[item] = 1;
  const [first, second] = orders as [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>];
  return { items, groups, unbiased: { items, order: first }, biased: { items, order: second } };
}

function noisyUtilities(stream: Rng, qualities: Float64Array, count: number): np.Array {
  const items = qualities.length;
  const utilities = new Float32Array(count * items);
  for (let at = 0; at < utilities.length; at++) utilities[at] = qualities[at % items]! + stream.normal();
  return np.array(utilities, { shape: [count, items] });
}

/** The first rankings of a table as an engine array, all of them by default. */
export function firstRankings({ items, order }: RankingTable, count = order.length / items): np.Array {
  return np.array(order.slice(0, count * items), { shape: [count, items] });
}
