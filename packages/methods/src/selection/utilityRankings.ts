import { type Array, numpy as np } from "@jax-js/jax";
import { checkFloat, checkNotEmpty, checkNumber, checkOptions, checkShape } from "../internal/checks.ts";
import { checkFinite } from "../internal/vectors.ts";
import { membership } from "./rankings.ts";

export interface UtilityRankingsOptions {
  /** What every judge takes off the utility of a disadvantaged item, >= 0. */
  bias: number;
}

/**
 * What judges report who rank by utility but push one group down: each ranking sorts u − bias · 1[disadvantaged] from
 * high to low, equal ones by index. Utilities with Gaussian noise make this a Thurstone model; with Gumbel noise a
 * Plackett-Luce model in which the group's weights are multiplied by exp(−bias).
 *
 * @param utilities [n, m], judge v's utility of each item; consumed. They are read back, so keep this out of compiled
 * programs.
 * @param disadvantaged indices of the items that are pushed down
 * @returns int32 [n, m], the item at each position (0 is best)
 * @throws InvalidArgumentError for utilities that are not finite, indices outside 0..m-1, or a negative bias
 *
 * Source: Boehmer et al., ICML 2023 (arXiv 2306.09835), utility-based bias.
 */
export function utilityRankings(
  utilities: Array,
  disadvantaged: ArrayLike<number>,
  options: UtilityRankingsOptions,
): Array {
  const { bias } = checkOptions(options);
  const { n: judges, m: items } = checkShape("utilities", utilities, ["n", "m"]);
  checkNotEmpty("utilities", utilities);
  checkFloat("utilities", utilities);
  checkNumber("bias", bias, { min: 0 });
  const pushedDown = membership("disadvantaged", disadvantaged, items);
  const values = Float64Array.from(utilities.ref.dataSync());
  checkFinite("utilities", values);
  utilities.dispose();

  const order = new Int32Array(judges * items);
  for (let first = 0; first < order.length; first += items) {
    const observed = values.subarray(first, first + items).map((u, item) => u - bias * pushedDown[item]!);
    const row = order.subarray(first, first + items).map((_, item) => item);
    order.set(
      row.sort((a, b) => observed[b]! - observed[a]! || a - b),
      first,
    );
  }
  return np.array(order, { shape: [judges, items] });
}
