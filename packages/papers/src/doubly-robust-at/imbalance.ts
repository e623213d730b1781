import { dispose } from "@offprint/compile";
import { takeRows } from "@offprint/datasets";
import { classSizes, exponentialCounts, permutedDigits, takePerClass } from "../shared/imbalancedDigits.ts";
import { type LabelledImages, toImages } from "../shared/labelledDigits.ts";

const testCount = 600;

/** The digits of one seed: thinned out from class to class to train with, as they come to test with. */
export type ImbalancedTask = { train: LabelledImages; test: LabelledImages };

/**
 * The first 600 digits of the seed's order are for testing. Of the others, all images of digit 0 stay, the share
 * `imbalance` of digit 9, and shares between on an exponential curve. The caller disposes the arrays.
 */
export async function imbalancedTask(seed: number, imbalance: number): Promise<ImbalancedTask> {
  const { digits } = await permutedDigits(seed);
  const rows = [...digits.labels.keys()];
  const rest = takeRows(digits, rows.slice(testCount));
  const train = takePerClass(rest, exponentialCounts(classSizes(rest), imbalance));
  return { train: toImages(train), test: toImages(takeRows(digits, rows.slice(0, testCount))) };
}

export const disposeTask = (task: ImbalancedTask): void => dispose(task);
