import { dispose } from "@offprint/compile";
import { drawOtherLabels } from "../shared/labelNoise.ts";
import { classCount, type LabelledImages, splitDigits, toImages } from "../shared/labelledDigits.ts";

/** The digits of one seed; the caller disposes them. */
export type DigitsTask = { train: LabelledImages; test: LabelledImages };

/**
 * The seed's 1200 training and 597 test images.
 * @param labelNoise share of the training labels that are replaced by one of the other digits
 */
export async function digitsTask(seed: number, labelNoise: number): Promise<DigitsTask> {
  const { train, test, stream } = await splitDigits(seed);
  if (labelNoise > 0) drawOtherLabels(train.labels, { rate: labelNoise, classes: classCount, stream });
  return { train: toImages(train), test: toImages(test) };
}

export const disposeTask = (task: DigitsTask): void => dispose(task);
