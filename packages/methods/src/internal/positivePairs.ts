import { type Array, type Device, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkInteger, checkShape } from "./checks.ts";

/**
 * Checks that every anchor can have its positive key and at least one other key.
 * @param argument name of the argument that brings the keys
 * @param anchors their number
 * @param keys number of keys
 * @param positives index of each anchor's positive key; left out: anchor i has key i
 */
export function checkPositives(
  argument: string,
  anchors: number,
  keys: number,
  positives: Array | undefined,
): void {
  if (keys < 2) throw new InvalidArgumentError(argument, "at least 2 keys: a positive and a negative", keys);
  if (positives) {
    checkShape("positives", positives, [anchors]);
    checkInteger("positives", positives);
  } else if (anchors > keys) {
    throw new InvalidArgumentError(argument, `a key for each of the ${anchors} anchors, or positives`, keys);
  }
}

/**
 * True at each anchor's positive key. Consumes `positives`.
 * @param device where the mask is made
 * @returns bool `[anchors, keys]`
 */
export function positivePairs(
  anchors: number,
  keys: number,
  positives: Array | undefined,
  device: Device,
): Array {
  const count = (end: number) => np.arange(0, end, 1, { dtype: np.int32, device });
  const targets = positives?.astype(np.int32) ?? count(anchors);
  return targets.reshape([anchors, 1]).equal(count(keys).reshape([1, keys]));
}
