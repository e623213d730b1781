import { type Array, numpy as np, tree } from "@jax-js/jax";
import type { ArrayTree } from "@offprint/methods/optimizers";

/**
 * Cosine of the angle between two gradients of one structure, taken as long vectors: a scalar, NaN where one of them is
 * zero and has no direction. Borrows both.
 */
export function gradientCosine(first: ArrayTree, second: ArrayTree): Array {
  const scale = np.sqrt(dotOf(first, first).mul(dotOf(second, second)));
  return dotOf(first, second).div(scale);
}

function dotOf(a: ArrayTree, b: ArrayTree): Array {
  const [left, right] = [tree.leaves<Array>(a as never), tree.leaves<Array>(b as never)];
  return left.map((leaf, i) => leaf.ref.mul(right[i]!.ref).sum()).reduce((sum, term) => sum.add(term));
}
