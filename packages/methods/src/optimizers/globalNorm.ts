import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { type ArrayTree, checkFloatTree, leavesOf } from "./tree.ts";

/**
 * Euclidean norm of all elements of a tree together.
 * @param arrays at least one floating-point array
 * @returns scalar
 * @throws InvalidArgumentError for a tree without arrays or with integer arrays
 */
export function globalNorm(arrays: ArrayTree): Array {
  checkFloatTree("arrays", arrays);
  const leaves = leavesOf(arrays);
  if (leaves.length === 0) throw new InvalidArgumentError("arrays", "at least one array", "none");
  return np.sqrt(leaves.map((leaf) => np.square(leaf).sum()).reduce((sum, term) => sum.add(term)));
}
