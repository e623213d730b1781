import { drawLabelsAnew } from "../shared/labelNoise.ts";
import { classCount, type LabelledImages, splitDigits, toImages } from "../shared/labelledDigits.ts";

/** The digits of one seed; the caller disposes of `train` and `test`. */
export interface NoisyDigits {
  train: LabelledImages;
  test: LabelledImages;
  /** What the training images show, and what their labels say. */
  truth: Int32Array;
  given: Int32Array;
}

/**
 * The seed's 1200 training and 597 test images.
 * @param labelNoise share of the training labels that are replaced by a draw from all digits
 */
export async function noisyDigits(seed: number, labelNoise: number): Promise<NoisyDigits> {
  const { train, test, stream } = await splitDigits(seed);
  const truth = train.labels.slice();
  drawLabelsAnew(train.labels, { rate: labelNoise, classes: classCount, stream });
  return { train: toImages(train), test: toImages(test), truth, given: train.labels };
}
