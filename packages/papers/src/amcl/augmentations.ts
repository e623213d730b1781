import type { Rng } from "@offprint/datasets";
import { pixelAt, type DrawView } from "../shared/selfSupervised/views.ts";
import { side } from "../shared/selfSupervised/digits.ts";

export type AugmentationCount = "1" | "3" | "5";

/** Changes an image of 8 × 8 pixels at random, in place. */
type Augmentation = (stream: Rng, image: Float32Array) => void;

const holeSide = 3;
const largestAngle = (20 * Math.PI) / 180;
const noiseLevel = 0.15;

const sets: Record<AugmentationCount, Augmentation[]> = {
  1: [shift],
  3: [shift, cutout, noise],
  5: [shift, rotation, cutout, contrast, noise],
};

/** Draws views by 1, 3 or 5 augmentations, one after the other; nothing is clipped. */
export function drawViewBy(count: AugmentationCount): DrawView {
  return (stream, image, view) => {
    view.set(image);
    for (const augment of sets[count]) augment(stream, view);
  };
}

/** Moves by up to one pixel along each axis. */
function shift(stream: Rng, image: Float32Array): void {
  const [down, right] = [stream.int(3) - 1, stream.int(3) - 1];
  fill(image, (source, row, column) => pixelAt(source, row - down, column - right));
}

/** Turns by up to 20 degrees either way. */
function rotation(stream: Rng, image: Float32Array): void {
  rotate(image, (2 * stream.uniform() - 1) * largestAngle);
}

/** Turns an image about its centre, with bilinear interpolation and zeros from beyond its edges, in place. */
export function rotate(image: Float32Array, angle: number): void {
  const [cosine, sine, centre] = [Math.cos(angle), Math.sin(angle), (side - 1) / 2];
  fill(image, (source, row, column) => {
    const [y, x] = [row - centre, column - centre];
    return interpolated(source, centre + cosine * y + sine * x, centre + cosine * x - sine * y);
  });
}

function interpolated(image: Float32Array, row: number, column: number): number {
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  const upper = (1 - right) * pixelAt(image, top, left) + right * pixelAt(image, top, left + 1);
  const lower = (1 - right) * pixelAt(image, top + 1, left) + right * pixelAt(image, top + 1, left + 1);
  return (1 - down) * upper + down * lower;
}

/** Erases a block of 3 × 3. */
function cutout(stream: Rng, image: Float32Array): void {
  const [top, left] = [stream.int(side - holeSide + 1), stream.int(side - holeSide + 1)];
  for (let row = top; row < top + holeSide; row++) {
    image.fill(0, row * side + left, row * side + left + holeSide);
  }
}

function contrast(stream: Rng, image: Float32Array): void {
  const factor = 0.6 + 0.8 * stream.uniform();
  image.forEach((value, at) => (image[at] = factor * value));
}

function noise(stream: Rng, image: Float32Array): void {
  image.forEach((value, at) => (image[at] = value + noiseLevel * stream.normal()));
}

/** Replaces every pixel by a function of the image as it was. */
function fill(
  image: Float32Array,
  pixel: (source: Float32Array, row: number, column: number) => number,
): void {
  const source = image.slice();
  image.forEach((_, at) => (image[at] = pixel(source, Math.floor(at / side), at % side)));
}
