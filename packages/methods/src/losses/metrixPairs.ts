import type { Array } from "@jax-js/jax";
import { checkOneOf, checkOptions } from "../internal/checks.ts";
import { checkLabelList, readLabels } from "../internal/readLabels.ts";

const modes = ["positive-negative", "anchor-negative"] as const;

export interface MetrixPairsOptions {
  /**
   * "positive-negative": mix a positive of the anchor with its negatives. "anchor-negative": mix the anchor itself with
   * them, which also serves a batch in which it has no positive.
   */
  mode: (typeof modes)[number];
}

/** Indices into the batch; entry i of each list makes up the i-th mixed example. */
export interface MetrixPairs {
  /** The anchor that the mixed example is compared with, ascending. */
  anchor: number[];
  /** What counts as positive in the mixture: the anchor's first other example of its class, or the anchor itself. */
  first: number[];
  /** The negative of the mixture: for each anchor all examples of other classes, ascending. */
  second: number[];
}

/**
 * Which examples of a batch to mix for {@link metrixLoss}: for each anchor one mixture with every negative. In the mode
 * "positive-negative" anchors without a positive are left out. The number of mixtures grows as n².
 *
 * @param labels class of each example, an `Int32Array` or an int32 array [n] (consumed); read at once
 * @returns the pairs; all lists are empty where there is nothing to mix
 * @throws InvalidArgumentError for an unknown mode, no labels, other shapes or dtypes, and labels that are being traced
 * into a program
 *
 * Source: Venkataramanan et al., "It Takes Two to Tango: Mixup for Deep Metric Learning" (ICLR 2022), the two kinds of
 * pairs to mix.
 *
 * @example
 * metrixPairs(Int32Array.of(0, 0, 1), { mode: "positive-negative" });
 * // { anchor: [0, 1], first: [1, 0], second: [2, 2] }
 */
export function metrixPairs(labels: Int32Array | Array, options: MetrixPairsOptions): MetrixPairs {
  const { mode } = checkOptions(options);
  checkOneOf("mode", mode, modes);
  const count = checkLabelList(labels);
  const classes = readLabels(labels);
  const pairs: MetrixPairs = { anchor: [], first: [], second: [] };
  for (let anchor = 0; anchor < count; anchor++) {
    const first = mode === "anchor-negative" ? anchor : firstPositive(classes, anchor);
    if (first === undefined) continue;
    for (let second = 0; second < count; second++) {
      if (classes[second] === classes[anchor]) continue;
      pairs.anchor.push(anchor);
      pairs.first.push(first);
      pairs.second.push(second);
    }
  }
  return pairs;
}

function firstPositive(classes: ArrayLike<number>, anchor: number): number | undefined {
  for (let i = 0; i < classes.length; i++) if (i !== anchor && classes[i] === classes[anchor]) return i;
  return undefined;
}
