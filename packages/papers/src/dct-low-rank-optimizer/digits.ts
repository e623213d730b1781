import type { Array } from "@jax-js/jax";
import { type ClassificationDataset, loadDigits, permutedSplit, takeRows } from "@offprint/datasets";

/** Images [n, 64] in [0, 1] with their digits, int32 [n]. */
export type LabelledImages = { images: Array; labels: Array };

/** The digits of one seed: 1200 to train on and 597 to test on. The caller disposes them. */
export type DigitsTask = { train: LabelledImages; test: LabelledImages };

export async function digitsTask(seed: number): Promise<DigitsTask> {
  const digits = await loadDigits();
  const { train, test } = permutedSplit({ seed, train: 1200 });
  return { train: toImages(takeRows(digits, train)), test: toImages(takeRows(digits, test)) };
}

function toImages(digits: ClassificationDataset): LabelledImages {
  const { x, y } = digits.toArrays();
  return { images: x.reshape([-1, 64]), labels: y };
}
