import type { Rng } from "@offprint/datasets";
import { type Digits, type LabelledImages, pixelCount, pixelStatistics } from "./digits.ts";

const classCount = 10;

/** Training images of the most frequent digit. */
const largestClass = 130;

/** Digits of which some are frequent in the training images and others rare, while the test images stay balanced. */
export interface LongTail {
  digits: Digits;
  /** Training images of each digit. */
  sizes: number[];
}

/**
 * Draws an order of the ten digits and as many training images of each as an exponential decline along it leaves: 130
 * of the first (or all there are) down to 130 / imbalance of the last. Pixel statistics are taken anew.
 * @param imbalance ≥ 1: how many times as frequent the first digit is as the last
 */
export function drawLongTail(stream: Rng, { train, test }: Digits, imbalance: number): LongTail {
  const order = [...stream.permutation(classCount)];
  // Halves go down: 130 / 20 leaves 6.
  const counts = order.map((_, rank) =>
    Math.ceil(largestClass * imbalance ** (-rank / (classCount - 1)) - 0.5),
  );
  const kept = order.map((digit, rank) => {
    const rows = [...train.labels.keys()].filter((row) => train.labels[row] === digit);
    return [...stream.permutation(rows.length)].slice(0, counts[rank]).map((at) => rows[at]!);
  });
  const chosen = takeImages(train, kept.flat());
  const sizes = order.map((_, digit) => kept[order.indexOf(digit)]!.length);
  return { digits: { train: chosen, test, ...pixelStatistics(chosen) }, sizes };
}

function takeImages({ images, labels }: LabelledImages, rows: number[]): LabelledImages {
  const imageOf = (row: number) => images.subarray(row * pixelCount, (row + 1) * pixelCount);
  return {
    images: Float32Array.from(rows.flatMap((row) => [...imageOf(row)])),
    labels: Int32Array.from(rows, (row) => labels[row]!),
    count: rows.length,
  };
}
