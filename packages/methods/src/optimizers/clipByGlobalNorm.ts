import { numpy as np } from "@jax-js/jax";
import { checkNumber } from "../internal/checks.ts";
import { globalNorm } from "./globalNorm.ts";
import type { EmptyState, GradientTransformation } from "./gradientTransformation.ts";
import { stateless } from "./stateless.ts";
import { mapTree, refTree } from "./tree.ts";

/**
 * Shrinks the updates to a global norm of at most `maxNorm`; smaller ones pass unchanged (Pascanu et al. 2013).
 * @param maxNorm > 0
 * @throws InvalidArgumentError if `maxNorm` is not > 0
 */
export function clipByGlobalNorm(maxNorm: number): GradientTransformation<EmptyState> {
  checkNumber("maxNorm", maxNorm, { above: 0 });
  return stateless((updates) => {
    const norm = globalNorm(refTree(updates));
    const factor = np.reciprocal(np.maximum(norm.div(maxNorm), 1));
    const clipped = mapTree((update) => update.mul(factor.ref.astype(update.dtype)), updates);
    factor.dispose();
    return clipped;
  });
}
