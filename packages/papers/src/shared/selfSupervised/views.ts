import type { Rng } from "@offprint/datasets";
import { type Digits, pixelCount, side, standardise } from "./digits.ts";

const holeSide = 3;
const noiseLevel = 0.15;

/** Random training images and views of them. */
export interface ViewBatch {
  /** Places of the images in the training set, [batchSize], all different. */
  rows: Int32Array<ArrayBuffer>;
  /** [viewCount · batchSize, 64]: the first view of every image, then the second in the same order, and so on. */
  views: Float32Array<ArrayBuffer>;
}

/**
 * Views of the images of a random batch, as the network takes them. Drawn here rather than in the training program:
 * the program would spend more time on drawing random numbers than this takes.
 */
export function drawViewBatch(
  stream: Rng,
  digits: Pick<Digits, "train" | "means" | "scale">,
  {
    batchSize = 128,
    viewCount = 2,
    draw = drawView,
  }: { batchSize?: number; viewCount?: number; draw?: DrawView } = {},
): ViewBatch {
  const { images, count } = digits.train;
  const rows = stream.permutation(count).slice(0, batchSize);
  const views = new Float32Array(viewCount * batchSize * pixelCount);
  for (let at = 0; at < viewCount * batchSize; at++) {
    const source = rows[at % batchSize]! * pixelCount;
    const image = images.subarray(source, source + pixelCount);
    draw(stream, image, views.subarray(at * pixelCount, (at + 1) * pixelCount));
  }
  return { rows, views: standardise(views, digits) };
}

/** Writes a random view of an image [64] into `view`, [64]. */
export type DrawView = (stream: Rng, image: Float32Array, view: Float32Array) => void;

/** Shifts by up to one pixel, erases a block of 3 × 3, changes the contrast, adds noise; nothing is clipped. */
export function drawView(stream: Rng, image: Float32Array, view: Float32Array): void {
  const [down, right] = [stream.int(3) - 1, stream.int(3) - 1];
  const [top, left] = [stream.int(side - holeSide + 1), stream.int(side - holeSide + 1)];
  const contrast = 0.6 + 0.8 * stream.uniform();
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const erased = isWithin(row - top, holeSide) && isWithin(column - left, holeSide);
      const value = erased ? 0 : pixelAt(image, row - down, column - right);
      view[row * side + column] = contrast * value + noiseLevel * stream.normal();
    }
  }
}

const isWithin = (offset: number, extent: number) => offset >= 0 && offset < extent;

/** A pixel of an image [64], or 0 beside it. */
export function pixelAt(image: Float32Array, row: number, column: number): number {
  return isWithin(row, side) && isWithin(column, side) ? image[row * side + column]! : 0;
}
