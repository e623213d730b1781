import { type LabelledImages, splitByIndex } from "../digitsByIndex.ts";

export type { LabelledImages };

/** Side of an image in pixels. */
export const side = 8;
export const pixelCount = side * side;

export interface Digits {
  /** Pixels in [0, 1]: views are drawn from these. */
  train: LabelledImages;
  /** Every fourth image. */
  test: LabelledImages;
  /** Mean of each pixel over the training images, [64]. */
  means: Float32Array;
  /** Mean over the pixels of their standard deviations over the training images. */
  scale: number;
}

export async function loadSplit(): Promise<Digits> {
  const { train, test } = await splitByIndex();
  return { train, test, ...pixelStatistics(train) };
}

/** Statistics of training images for {@link standardise}. */
export function pixelStatistics({ images, count }: LabelledImages): Pick<Digits, "means" | "scale"> {
  const means = new Float32Array(pixelCount);
  let scale = 0;
  for (let pixel = 0; pixel < pixelCount; pixel++) {
    const values = Array.from({ length: count }, (_, i) => images[i * pixelCount + pixel]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    means[pixel] = mean;
    scale += Math.sqrt(variance) / pixelCount;
  }
  return { means, scale };
}

/** What the network takes: each pixel's mean subtracted, then all divided by one scale. */
export function standardise(
  images: Float32Array,
  { means, scale }: Pick<Digits, "means" | "scale">,
): Float32Array<ArrayBuffer> {
  return Float32Array.from(images, (value, at) => (value - means[at % pixelCount]!) / scale);
}
