import type { Array } from "@jax-js/jax";
import { dispose } from "@offprint/compile";
import {
  type ClassificationDataset,
  loadDigits,
  permutedSplit,
  type Rng,
  takeRows,
} from "@offprint/datasets";

export const classCount = 10;
export const pixelCount = 64;

/** Images [n, 64] in [0, 1] with their digits, int32 [n]. */
export type LabelledImages = { images: Array; labels: Array };

/** The digits of one seed; the caller disposes them. */
export type DigitsTask = { train: LabelledImages; test: LabelledImages };

/**
 * The seed's 1200 training and 597 test images.
 * @param labelNoise share of the training labels that are replaced by one of the other digits
 */
export async function digitsTask(seed: number, labelNoise: number): Promise<DigitsTask> {
  const digits = await loadDigits();
  const { train, test, stream } = permutedSplit({ seed, train: 1200 });
  const trainingSet = takeRows(digits, train);
  if (labelNoise > 0) disturbLabels(trainingSet.labels, labelNoise, stream);
  return { train: toImages(trainingSet), test: toImages(takeRows(digits, test)) };
}

export const disposeTask = (task: DigitsTask): void => dispose(task);

function disturbLabels(labels: Int32Array, share: number, stream: Rng): void {
  for (const [i, label] of labels.entries()) {
    if (stream.uniform() < share) labels[i] = (label + 1 + stream.int(classCount - 1)) % classCount;
  }
}

function toImages(digits: ClassificationDataset): LabelledImages {
  const { x, y } = digits.toArrays();
  return { images: x.reshape([-1, pixelCount]), labels: y };
}
