import { type Array, grad, numpy as np } from "@jax-js/jax";
import {
  binaryMarginLoss,
  ensLoss,
  ensLossDerivatives,
  type EnsLossOptions,
  type MarginLossKind,
} from "@offprint/methods/losses";
import { clipByGlobalNorm, type GradientTransformation } from "@offprint/methods/optimizers";

/** How an arm trains. Both functions consume what they are given. */
export interface Recipe {
  /** Scalar, from logits [batch, 1], labels [batch] and normal draws [batch] of this step alone. */
  loss: (logits: Array, labels: Array, draws: Array) => Array;
  /** Derivatives of the step's loss at margins [batch]. */
  derivatives: (margins: Array, draws: Array) => Array;
  /** What becomes of the gradient first of all. */
  clip?: GradientTransformation;
}

/** A fresh random loss at every step. */
export function ensembleRecipe(options: EnsLossOptions): Recipe {
  return {
    loss: (logits, labels, draws) => ensLoss(logits, labels, draws, options),
    derivatives: (margins, draws) => ensLossDerivatives(margins, draws, options),
  };
}

/** One of the fixed losses; the exponential one needs its gradient clipped, as in the paper. */
export function fixedRecipe(kind: MarginLossKind): Recipe {
  const ofLoss = (logits: Array, labels: Array) => binaryMarginLoss(logits, labels, { kind });
  return {
    loss: (logits, labels, draws) => {
      draws.dispose();
      return ofLoss(logits, labels);
    },
    derivatives: (margins, draws) => {
      draws.dispose();
      const [count] = margins.shape as [number];
      const total = (s: Array) => ofLoss(s, np.ones([count], { dtype: np.int32 })).mul(count);
      return grad(total)(margins) as Array;
    },
    ...(kind === "exponential" && { clip: clipByGlobalNorm(10) }),
  };
}
