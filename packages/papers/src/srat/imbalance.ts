import { dispose } from "@offprint/compile";
import { permutedDigits, takePerClass } from "../shared/imbalancedDigits.ts";
import { classCount, type LabelledImages, toImages } from "../shared/labelledDigits.ts";

const headCount = 100;
const testCount = 60;
/** Rank, in its class, of the first image to test with: behind all that any ratio trains with. */
const testFrom = 110;

/** The digits with many training images, and those with few. */
export const headClasses = [0, 1, 2, 3, 4];
export const tailClasses = [5, 6, 7, 8, 9];

/** The digits of one seed: imbalanced ones to train with, 60 of each to test with. The caller disposes them. */
export type ImbalancedTask = { train: LabelledImages; test: LabelledImages; counts: number[] };

/** Training images of each digit under a step imbalance: 100 of the frequent ones, 100/ratio of the rare ones. */
export function stepCounts(ratio: number): number[] {
  return perClass(headCount, Math.round(headCount / ratio));
}

/** Class weights of 1 for the frequent and `weight` for the rare digits. */
export function tailWeights(weight: number): number[] {
  return perClass(1, weight);
}

function perClass(head: number, tail: number): number[] {
  return Array.from({ length: classCount }, (_, label) => (headClasses.includes(label) ? head : tail));
}

export async function imbalancedTask(seed: number, ratio: number): Promise<ImbalancedTask> {
  const { digits } = await permutedDigits(seed);
  const counts = stepCounts(ratio);
  const test = takePerClass(digits, perClass(testCount, testCount), { after: testFrom });
  return { train: toImages(takePerClass(digits, counts)), test: toImages(test), counts };
}

export function disposeTask({ train, test }: ImbalancedTask): void {
  dispose([train, test]);
}
