import { loadDigits, type Rng } from "@offprint/datasets";

/** Side of a digit's image. */
const side = 8;
const digitCount = 10;
const noiseLevel = 0.1;

/** Pixels of an image of two digits, 8 rows of 16. */
export const twoDigitPixelCount = 2 * side * side;

/** For each digit its images, [64] each with pixels in [0, 1]. */
export type DigitPool = Float32Array[][];

/** The digits to draw training and test images from; every fourth image of the file is for tests. */
export async function loadDigitPools(): Promise<{ train: DigitPool; test: DigitPool }> {
  const { data, labels } = await loadDigits();
  const pool = (belongs: (index: number) => boolean): DigitPool => {
    const images: DigitPool = Array.from({ length: digitCount }, () => []);
    for (const [index, label] of labels.entries()) {
      if (!belongs(index)) continue;
      images[label]!.push(Float32Array.from(data.subarray(index * side * side, (index + 1) * side * side)));
    }
    return images;
  };
  return { train: pool((index) => index % 4 !== 3), test: pool((index) => index % 4 === 3) };
}

/**
 * Images of two digits side by side, each digit a random image of the pool, shifted to mean near 0 and with noise.
 * @param classes of the images to draw, 0..99: the first digit times ten plus the second
 * @returns [classes.length, 128], row by row
 */
export function drawTwoDigits(
  stream: Rng,
  pool: DigitPool,
  classes: ArrayLike<number>,
): Float32Array<ArrayBuffer> {
  const images = new Float32Array(classes.length * twoDigitPixelCount);
  for (let at = 0; at < classes.length; at++) {
    const digits = [Math.floor(classes[at]! / digitCount), classes[at]! % digitCount];
    const halves = digits.map((digit) => pool[digit]![stream.int(pool[digit]!.length)]!);
    for (let pixel = 0; pixel < twoDigitPixelCount; pixel++) {
      const [row, column] = [Math.floor(pixel / (2 * side)), pixel % (2 * side)];
      const half = halves[column < side ? 0 : 1]!;
      const value = half[row * side + (column % side)]!;
      images[at * twoDigitPixelCount + pixel] = value - 0.3 + noiseLevel * stream.normal();
    }
  }
  return images;
}
