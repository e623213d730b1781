import type { Rng } from "@offprint/datasets";
import { type LabelledImages, pixelCount, side } from "./digits.ts";

const holeSide = 3;
const noiseLevel = 0.15;

/**
 * Two random views of each image of a random batch, drawn here rather than in the training program: the program
 * would spend more time on drawing random numbers than this takes.
 * @returns [2 · batchSize, 64]: first views, then second views in the same order
 */
export function drawViews(
  stream: Rng,
  { images, count }: LabelledImages,
  batchSize: number,
): Float32Array<ArrayBuffer> {
  const batch = stream.permutation(count).subarray(0, batchSize);
  const views = new Float32Array(2 * batchSize * pixelCount);
  for (let at = 0; at < 2 * batchSize; at++) {
    const source = batch[at % batchSize]! * pixelCount;
    const image = images.subarray(source, source + pixelCount);
    drawView(stream, image, views.subarray(at * pixelCount, (at + 1) * pixelCount));
  }
  return views;
}

/** Shifts by up to one pixel, erases a block of 3 × 3, changes the contrast, adds noise; nothing is clipped. */
function drawView(stream: Rng, image: Float32Array, view: Float32Array): void {
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

function pixelAt(image: Float32Array, row: number, column: number): number {
  return isWithin(row, side) && isWithin(column, side) ? image[row * side + column]! : 0;
}
