import type { Array } from "@jax-js/jax";
import {
  aldrKlLoss,
  type AldrKlState,
  compSumLoss,
  ldrKlLoss,
  ldrTopKLoss,
  type ScoreNormalization,
} from "@offprint/methods/losses";
import type { Values } from "./controls.ts";

type Reduction = "mean" | "none";
type Loss = (logits: Array, labels: Array, reduction: Reduction) => Array;

/**
 * The losses that look at one example at a time.
 * @param normalize how those of the paper scale scores
 */
export const losses: Record<string, (values: Values, normalize: ScoreNormalization) => Loss> = {
  ldrKl:
    ({ lambda, margin }, normalize) =>
    (logits, labels, reduction) =>
      ldrKlLoss(logits, labels, { lambda, margin, normalize, reduction }),
  topK:
    ({ k, margin }, normalize) =>
    (logits, labels, reduction) =>
      ldrTopKLoss(logits, labels, { k, margin, normalize, reduction }),
  crossEntropy: () => (logits, labels, reduction) => compSumLoss(logits, labels, { tau: 1, reduction }),
  mae: () => (logits, labels, reduction) => compSumLoss(logits, labels, { tau: 2, reduction }),
};

/** What a loss remembers from step to step: λ of every example, or nothing. */
export type Memory = Record<string, Array>;

/** How an arm trains. Everything is consumed. */
export interface Recipe {
  learningRate: number;
  init: (numExamples: number) => Memory;
  loss: (logits: Array, labels: Array, indices: Array, memory: Memory) => { value: Array; memory: Memory };
  /** How the scores are scaled before the margin counts; left out where the loss knows no class weights. */
  normalize?: ScoreNormalization;
}

/** Each loss has its own rate, chosen among 0.03, 0.1 and 0.3 on seeds that no claim uses. */
const learningRates = { crossEntropy: 0.03, ldrKl: 0.03, aldrKl: 0.1, topK: 0.03, mae: 0.3 };

export const recipes: Record<string, (values: Values) => Recipe> = {
  aldrKl: ({ lambda0, alpha, margin }) => {
    const adaptive = aldrKlLoss({ lambda0, alpha, margin });
    return {
      learningRate: learningRates.aldrKl,
      init: adaptive.init,
      loss: (logits, labels, indices, memory) => {
        const { value, state } = adaptive.apply(logits, labels, indices, memory as AldrKlState);
        return { value, memory: state };
      },
      normalize: "l1",
    };
  },
  ldrKl: (values) => ({
    ...withoutMemory(losses["ldrKl"]!(values, "softplus"), learningRates.ldrKl),
    normalize: "softplus",
  }),
  topK: (values) => withoutMemory(losses["topK"]!(values, "softplus"), learningRates.topK),
  crossEntropy: (values) =>
    withoutMemory(losses["crossEntropy"]!(values, "none"), learningRates.crossEntropy),
  mae: (values) => withoutMemory(losses["mae"]!(values, "none"), learningRates.mae),
};

function withoutMemory(loss: Loss, learningRate: number): Recipe {
  return {
    learningRate,
    init: () => ({}),
    loss: (logits, labels, indices, memory) => {
      indices.dispose();
      return { value: loss(logits, labels, "mean"), memory };
    },
  };
}
