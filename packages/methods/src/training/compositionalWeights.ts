import { type Array, lax, numpy as np } from "@jax-js/jax";
import {
  checkFloat,
  checkNotEmpty,
  checkNumber,
  checkOptions,
  checkShape,
  validateFinite,
} from "../internal/checks.ts";
import { preciseExp, preciseLog } from "../internal/precise.ts";
import { smoothMaximum } from "../internal/smoothMaximum.ts";

export interface CompositionalWeightsOptions {
  /** Price of moving the weights away from uniform, > 0. Large r gives weights near 1. */
  r: number;
  /** Share of the current batch in the running mean, in (0, 1]; 1 forgets all earlier batches. Default 0.9. */
  beta?: number;
}

/** What is remembered between batches: a tree of one array, so that it can be part of a compiled step's state. */
export type CompositionalWeightsState = {
  /** Logarithm of the running mean of exp(loss / r), a scalar; −∞ before the first batch. */
  logU: Array;
};

export interface CompositionalWeights {
  /** The state before the first batch. Start again from it when r changes. */
  init(): CompositionalWeightsState;
  /**
   * Weights of one batch. Consumes both arguments; works eagerly and inside a compiled program.
   * @param losses one per example, float [batch]; the weights carry no gradient
   * @returns weights > 0, [batch], in the dtype of the losses, and the next state
   * @throws InvalidArgumentError for anything but a non-empty vector of floats. Values are checked by
   * {@link validateCompositionalWeights} alone.
   */
  apply(
    losses: Array,
    state: CompositionalWeightsState,
  ): { weights: Array; state: CompositionalWeightsState };
}

/**
 * Example weights of minibatch steps on the KL-robust loss r log(mean(exp(l/r))) of a whole data set. The gradient
 * of that logarithm needs the mean over all examples; a running mean u over the batches stands for it:
 * u ← (1 − β) u + β mean(exp(l/r)) and wᵢ = exp(lᵢ/r)/u, all in log space. The first batch sets u.
 *
 * The gradient of mean(w · l) is the step's gradient. With memory the weights of a batch need not have mean 1, which
 * tells hard batches from easy ones: do not renormalise them.
 *
 * @throws InvalidArgumentError for r ≤ 0 and β outside (0, 1]
 *
 * Source: Sow et al., "Doubly Robust Instance-Reweighted Adversarial Training" (ICLR 2024), compositional
 * minibatch step.
 *
 * @example
 * const reweighting = compositionalWeights({ r: 1 });
 * let state = reweighting.init();
 * // … for every batch, with losses [batch] of the attacked examples:
 * const step = reweighting.apply(losses.ref, state);
 * state = step.state;
 * const loss = step.weights.mul(losses).mean();
 */
export function compositionalWeights(options: CompositionalWeightsOptions): CompositionalWeights {
  const { r, beta = 0.9 } = checkOptions(options);
  checkNumber("r", r, { above: 0 });
  checkNumber("beta", beta, { above: 0, max: 1 });
  return {
    init: () => ({ logU: np.full([], -Infinity) }),
    apply: (given, state) => {
      checkLosses(given);
      checkShape("state.logU", state.logU, []);
      const losses = lax.stopGradient(given);
      const logOfBatch = smoothMaximum(losses.ref, r).mul(1 / r);
      const logU = average(state.logU.astype(losses.dtype), logOfBatch, beta);
      const weights = preciseExp(losses.mul(1 / r).sub(logU.ref));
      return { weights, state: { logU } };
    },
  };
}

/** log((1 − β) exp(before) + β exp(now)), and `now` where there was nothing before. */
function average(before: Array, now: Array, beta: number): Array {
  if (beta === 1) {
    before.dispose();
    return now;
  }
  const isFirst = before.ref.equal(-Infinity);
  const difference = np.where(isFirst.ref, 0, before.sub(now.ref));
  const largest = np.maximum(difference.ref, 0);
  const rest = preciseExp(difference.sub(largest.ref))
    .mul(1 - beta)
    .add(preciseExp(largest.ref.neg()).mul(beta));
  return now.add(np.where(isFirst, 0, largest.add(preciseLog(rest))));
}

function checkLosses(losses: Array): void {
  checkShape("losses", losses, ["batch"]);
  checkNotEmpty("losses", losses);
  checkFloat("losses", losses);
}

/**
 * Checks the values that {@link compositionalWeights} takes on trust: finite losses of a batch. Borrows them.
 * @throws InvalidArgumentError naming the first that is not
 */
export async function validateCompositionalWeights(losses: Array): Promise<void> {
  checkLosses(losses);
  await validateFinite("losses", losses);
}
