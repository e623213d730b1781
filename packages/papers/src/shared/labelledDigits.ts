import type { Array } from "@jax-js/jax";
import {
  type ClassificationDataset,
  loadDigits,
  permutedSplit,
  type Rng,
  takeRows,
} from "@offprint/datasets";

/** Digits 0–9. */
export const classCount = 10;
/** Pixels of an image, 8 by 8. */
export const pixelCount = 64;

/** Images [n, 64] in [0, 1] with their digits, int32 [n]. */
export type LabelledImages = { images: Array; labels: Array };

/** The digits that a seed trains and tests with, on the host. */
export interface DigitsSplit {
  train: ClassificationDataset;
  test: ClassificationDataset;
  /** The random stream after the order was drawn: label noise and the like come from it. */
  stream: Rng;
}

/**
 * The digits in the random order of the seed: the first `train` (of 1797; default 1200) and the last 597 or fewer.
 * Copies: labels may be changed in place.
 */
export async function splitDigits(seed: number, { train = 1200 } = {}): Promise<DigitsSplit> {
  const digits = await loadDigits();
  const split = permutedSplit({ seed, train });
  return {
    train: takeRows(digits, split.train),
    test: takeRows(digits, split.test),
    stream: split.stream,
  };
}

/** Puts examples where the engine computes; the caller disposes the arrays. */
export function toImages(digits: ClassificationDataset): LabelledImages {
  const { x, y } = digits.toArrays();
  return { images: x.reshape([-1, pixelCount]), labels: y };
}
