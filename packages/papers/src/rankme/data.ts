import type { Array } from "@jax-js/jax";
import { type ClassificationDataset, loadDigits, permutedSplit, takeRows } from "@offprint/datasets";

/** Both halves of a seed's split on the device. */
export interface Digits {
  /** Training images [1200, 64] in the seed's random order, pixels in 0..1, and labels int32 [1200]. */
  images: Array;
  labels: Array;
  /** Test images [597, 64] and labels. */
  testImages: Array;
  testLabels: Array;
}

const trainingCount = 1200;
const testCount = 597;

export async function loadSplit(seed: number): Promise<Digits> {
  const digits = await loadDigits();
  const { train, test } = permutedSplit({ seed, train: trainingCount, test: testCount });
  const [images, labels] = flatArrays(takeRows(digits, train));
  const [testImages, testLabels] = flatArrays(takeRows(digits, test));
  return { images, labels, testImages, testLabels };
}

function flatArrays(part: ClassificationDataset): [Array, Array] {
  const { x, y } = part.toArrays();
  return [x.reshape([part.labels.length, 64]), y];
}
