import { type Array, nn, numpy as np } from "@jax-js/jax";
import { projectedAscent } from "../internal/projectedAscent.ts";
import { checkPgdAttack, type PgdAttackOptions } from "./pgdAttack.ts";

/**
 * The attack of TRADES: projected gradient ascent as in `pgdAttack` on KL(p ‖ p'), the divergence from the
 * predictions p for x to the predictions p' for the attacked input. It needs no labels. At x itself the divergence
 * has no slope, so start away from it. Works eagerly and inside a compiled program; the result carries no gradient.
 *
 * @param predict inputs [batch, ...] to logits [batch, classes]. It is called once for x and once a step, and
 * consumes the inputs; arrays that it closes over it must take as `.ref`, they stay the caller's.
 * @param x float [batch, ...]
 * @returns the attacked inputs, the shape of x
 * @throws InvalidArgumentError for ε < 0, step size ≤ 0, steps < 0 or not whole, clipMin ≥ clipMax, another
 * shape of the initial perturbation
 *
 * Source: Zhang et al., "Theoretically Principled Trade-off between Robustness and Accuracy" (ICML 2019).
 *
 * @example
 * const initialPerturbation = randomPerturbation(key, x.shape, { epsilon: 0.1 });
 * const attacked = tradesAttack((input) => np.matmul(input, weights.ref), x, {
 *   epsilon: 0.1,
 *   stepSize: 0.025,
 *   steps: 5,
 *   initialPerturbation,
 * });
 */
export function tradesAttack(predict: (x: Array) => Array, x: Array, options: PgdAttackOptions): Array {
  const { initialPerturbation, ...ascent } = checkPgdAttack(x, options);
  const clean = predict(x.ref);
  const divergence = (attacked: Array) => divergenceOfLogits(clean.ref, predict(attacked));
  const attacked = projectedAscent(divergence, x, initialPerturbation, ascent);
  clean.dispose();
  return attacked;
}

/** KL(p ‖ q) of each row, for the softmax p of the first and q of the second logits; consumes both. */
function divergenceOfLogits(logits: Array, others: Array): Array {
  const logP = nn.logSoftmax(logits);
  const logQ = nn.logSoftmax(others);
  return np.exp(logP.ref).mul(logP.sub(logQ)).sum(1);
}
