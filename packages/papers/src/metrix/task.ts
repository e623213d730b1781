import { type Array, numpy as np } from "@jax-js/jax";
import { loadDigits, type Rng } from "@offprint/datasets";

const digitCount = 10;
export const pixelCount = 64;

/** Images of some digits, on the host. */
export interface Examples {
  /** [count · 64], standardised. */
  pixels: Float32Array<ArrayBuffer>;
  /** The digit of each image. */
  digits: Int32Array<ArrayBuffer>;
}

/** Digits to learn from, and others that the network never sees while it trains. */
export interface Task {
  train: Examples;
  test: Examples;
  /** For each training digit the places of its images in `train`. */
  rowsByClass: number[][];
}

/** Draws which digits to train on; all images of those are for training, all images of the others for the test. */
export async function drawTask(stream: Rng, trainingClasses: number): Promise<Task> {
  const order = stream.permutation(digitCount);
  const chosen = [...order.subarray(0, trainingClasses)];
  const { data, labels } = await loadDigits();
  const take = (belongs: (digit: number) => boolean): Examples => {
    const rows = [...labels.keys()].filter((row) => belongs(labels[row]!));
    return {
      pixels: Float32Array.from(rows.flatMap((row) => [...imageAt(data, row)])),
      digits: Int32Array.from(rows, (row) => labels[row]!),
    };
  };
  const train = take((digit) => chosen.includes(digit));
  const test = take((digit) => !chosen.includes(digit));
  standardize(train.pixels, test.pixels);
  const rowsByClass = chosen.map((digit) =>
    [...train.digits.keys()].filter((row) => train.digits[row] === digit),
  );
  return { train, test, rowsByClass };
}

export function imageAt<Pixels extends Float32Array | Float64Array>(pixels: Pixels, row: number): Pixels {
  return pixels.subarray(row * pixelCount, (row + 1) * pixelCount) as Pixels;
}

/** [count, 64]; the caller disposes it. */
export function imagesOf({ pixels }: Examples): Array {
  return np.array(pixels.slice()).reshape([-1, pixelCount]);
}

/** By one mean and one standard deviation over all pixels for training. */
function standardize(train: Float32Array, test: Float32Array): void {
  const mean = train.reduce((sum, pixel) => sum + pixel, 0) / train.length;
  const deviation = Math.sqrt(train.reduce((sum, pixel) => sum + (pixel - mean) ** 2, 0) / train.length);
  for (const pixels of [train, test]) {
    for (let i = 0; i < pixels.length; i++) pixels[i] = (pixels[i]! - mean) / deviation;
  }
}
