import { type Array, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { reciprocal } from "../internal/reciprocal.ts";
import {
  type ArrayTree,
  checkFloatTree,
  checkSameTree,
  leavesOf,
  mapTree,
  refTree,
} from "../optimizers/tree.ts";

/** What {@link alignGradients} returns. */
export type AlignedGradients<Tree extends ArrayTree> = {
  /** Main gradient plus what is kept of the auxiliary one; structure, shapes and dtypes of the main gradient. */
  value: Tree;
  /** Whether both pointed apart (g₁·g₂ < 0): a bool scalar. */
  conflict: Array;
};

/**
 * Sum of two gradients, in which the auxiliary one may not oppose the main one: where g₁·g₂ < 0 it first loses its
 * part along g₁, g₂ ← g₂ − (g₁·g₂)/‖g₁‖² g₁. The products run over whole trees; the main gradient stays as it is.
 * Parameters that one of both losses does not reach count with a gradient of zero. A main gradient of zero gives the
 * plain sum.
 *
 * Works inside a compiled training step; the result goes to the optimizer, before momentum and weight decay.
 *
 * @param mainGrad g₁: an array or a tree of arrays, floats
 * @param auxGrad g₂: the same structure and shapes
 * @returns the sum to descend along, and whether there was a conflict
 * @throws InvalidArgumentError for trees of other structure or shapes, without arrays, or with integer arrays
 *
 * Source: Yang, Zong, Huang, Feng, An, "Dual-Head Knowledge Distillation" (2024), gradient alignment.
 *
 * @example
 * const { value, conflict } = alignGradients(crossEntropyGradient, logitGradient);
 */
export function alignGradients<Tree extends ArrayTree>(
  mainGrad: Tree,
  auxGrad: ArrayTree,
): AlignedGradients<Tree> {
  checkGradients(mainGrad, auxGrad);
  const product = dotOfTrees(mainGrad, auxGrad);
  const square = dotOfTrees(mainGrad, mainGrad);
  const conflict = np.logicalAnd(product.ref.less(0), square.ref.greater(0));
  // Without a conflict the divisor is 1, since 0/0 would reach gradients through the branch not taken.
  const share = np.where(conflict.ref, product, 0).mul(reciprocal(np.where(conflict.ref, square, 1)));
  const value = mapTree(
    (main, aux) => {
      const { dtype } = main;
      const along = main.ref.mul(share.ref);
      return main.add(aux.sub(along)).astype(dtype);
    },
    mainGrad,
    auxGrad,
  );
  share.dispose();
  return { value, conflict };
}

function checkGradients(mainGrad: ArrayTree, auxGrad: ArrayTree): void {
  checkFloatTree("mainGrad", mainGrad);
  if (leavesOf(mainGrad).length === 0) {
    throw new InvalidArgumentError("mainGrad", "at least one array", "none");
  }
  checkSameTree("auxGrad", auxGrad, "mainGrad", mainGrad);
  checkFloatTree("auxGrad", auxGrad);
}

/** Sum of products of all entries; borrows both trees. */
function dotOfTrees(a: ArrayTree, b: ArrayTree): Array {
  const [left, right] = [leavesOf(refTree(a)), leavesOf(refTree(b))];
  return left.map((leaf, i) => leaf.mul(right[i]!).sum()).reduce((sum, term) => sum.add(term));
}
