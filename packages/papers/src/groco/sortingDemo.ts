import { type Array, grad, numpy as np } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import type { Compile } from "@offprint/lab";
import { contrastiveLoss, diffSort } from "@offprint/methods/losses";
import { fractionOf, type Values } from "./treatments.ts";

const negativeCount = 5;
const positiveCount = 3;
const spacing = 0.2;

/** Eight similarities of one anchor: five negatives, then three positives, each group ascending. */
export function demoScores({ positive, negative }: Pick<Values, "positive" | "negative">): number[] {
  const negatives = globalThis.Array.from(
    { length: negativeCount },
    (_, i) => negative - spacing * (negativeCount - 1 - i),
  );
  const positives = globalThis.Array.from({ length: positiveCount }, (_, i) => positive + spacing * i);
  return [...negatives, ...positives];
}

/** Short names of the eight: N1 to N5, P1 to P3. */
export const itemNames: string[] = [
  ...globalThis.Array.from({ length: negativeCount }, (_, i) => `N${i + 1}`),
  ...globalThis.Array.from({ length: positiveCount }, (_, i) => `P${i + 1}`),
];

/** What is shown of the eight items. */
export interface Demo {
  /** Where each ends in the soft sorting network: a row for each item, a column for each rank. */
  permutation: number[][];
  /** The share of the whole gradient that an arm's loss gives to each similarity; they sum to 1. */
  shares: number[];
}

export async function sortingDemo(compile: Compile, arm: string, values: Values): Promise<Demo> {
  const loss = arm === "groco" ? orderingLoss(values) : positiveAgainstNegatives(arm, values);
  const program = compile((scores: Array) => {
    const { value, permutation } = softlySorted(scores.ref, values);
    value.dispose();
    return { permutation, gradient: grad(loss)(scores) as Array };
  });
  const scores = np.array([demoScores(values)]);
  try {
    const result = await program(scores);
    const { permutation, gradient } = (await read(result)) as {
      permutation: number[][][];
      gradient: number[][];
    };
    dispose(result);
    return { permutation: permutation[0]!, shares: sharesOf(gradient[0]!.map(Math.abs)) };
  } finally {
    scores.dispose();
    program.dispose();
  }
}

function sharesOf(sizes: number[]): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size) => (total > 0 ? size / total : 0));
}

const softlySorted = (scores: Array, { steepness, network }: Values) =>
  diffSort(scores, { steepness, network });

/** Cross-entropy of the group in whose ranks each item ends, as in the group ordering loss. */
function orderingLoss(values: Values) {
  return (scores: Array): Array => {
    const { value, permutation } = softlySorted(scores, values);
    value.dispose();
    const [, inPositiveRanks] = np.split(permutation, [negativeCount], 2) as [Array, Array];
    const [ofNegatives, ofPositives] = np.split(inPositiveRanks.sum(2), [negativeCount], 1) as [Array, Array];
    return np.log(ofNegatives.neg().add(1)).sum().add(np.log(ofPositives).sum()).neg();
  };
}

/** The contrastive loss of each positive against the negatives, summed. */
function positiveAgainstNegatives(arm: string, { temperature, topK }: Values) {
  return (scores: Array): Array => {
    const count = negativeCount + positiveCount;
    const isPositive = globalThis.Array.from({ length: count }, (_, i) => i >= negativeCount);
    // With the identity for keys and nothing normalised, the queries are the similarities.
    return contrastiveLoss(np.broadcastTo(scores, [positiveCount, count]), np.eye(count), {
      normalize: false,
      temperature,
      positives: np.arange(negativeCount, count, 1, { dtype: np.int32 }),
      exclude: np.broadcastTo(np.array(isPositive).reshape([1, count]), [positiveCount, count]),
      ...(arm === "hardSimclr" && { hardFraction: fractionOf(Math.round(topK), negativeCount) }),
    });
  };
}
