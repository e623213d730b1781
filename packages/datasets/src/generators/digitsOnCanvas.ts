import { requireInteger } from "../internal/checks.ts";
import { loadDigits } from "../loaders/loadDigits.ts";
import { rng } from "../rng.ts";
import type { Rng } from "../rng.ts";

/** Where a digit lies on a canvas. */
export interface DigitPlacement {
  /** Position of the image in `loadDigits`. */
  index: number;
  label: number;
  /** Row and column of its top left pixel. */
  y: number;
  x: number;
}

export interface DigitCanvases {
  /** Pixels in [0, 1], row-major, float64. */
  data: Float64Array<ArrayBuffer>;
  shape: [number, number, number];
  /** The digits of each canvas in the order of pasting, [n][digits]. */
  placements: DigitPlacement[][];
}

const digitSize = 8;
const clutterSize = 3;

/**
 * Handwritten digits at random places of empty canvases, with small pieces of other digits as clutter; where they
 * overlap the brighter pixel stays.
 *
 * @param options.n number of canvases.
 * @param options.size side of a canvas in pixels, >= 8, default 16.
 * @param options.digits digits on each canvas, >= 0, default 1.
 * @param options.clutter 3 by 3 pieces of other digits on each canvas, >= 0, default 0.
 * @returns `data` of shape [n, size, size].
 * @throws DataError BAD_ARGUMENT for an option out of range.
 */
export async function digitsOnCanvas(
  seed: number,
  options: { n: number; size?: number; digits?: number; clutter?: number },
): Promise<DigitCanvases> {
  const { n, size = 16, digits = 1, clutter = 0 } = options;
  requireInteger("n", n, 1);
  requireInteger("size", size, digitSize);
  requireInteger("digits", digits, 0);
  requireInteger("clutter", clutter, 0);
  const stream = rng(seed);
  const { data: pixels, labels } = await loadDigits();
  const data = new Float64Array(n * size * size);

  function placeDigit(canvas: Float64Array): DigitPlacement {
    const index = stream.int(labels.length);
    const { y, x } = drawPlace(stream, size - digitSize + 1);
    paste(canvas, size, y, x, pixels, index, { y: 0, x: 0, size: digitSize });
    return { index, label: labels[index]!, y, x };
  }

  function placeClutter(canvas: Float64Array): void {
    const index = stream.int(labels.length);
    const crop = drawPlace(stream, digitSize - clutterSize + 1);
    const { y, x } = drawPlace(stream, size - clutterSize + 1);
    paste(canvas, size, y, x, pixels, index, { ...crop, size: clutterSize });
  }

  const placements = Array.from({ length: n }, (_, i) => {
    const canvas = data.subarray(i * size * size, (i + 1) * size * size);
    const placed = Array.from({ length: digits }, () => placeDigit(canvas));
    for (let piece = 0; piece < clutter; piece++) placeClutter(canvas);
    return placed;
  });
  return { data, shape: [n, size, size], placements };
}

function drawPlace(stream: Rng, choices: number): { y: number; x: number } {
  const y = stream.int(choices);
  return { y, x: stream.int(choices) };
}

function paste(
  canvas: Float64Array,
  size: number,
  y: number,
  x: number,
  pixels: ArrayLike<number>,
  index: number,
  crop: { y: number; x: number; size: number },
): void {
  for (let row = 0; row < crop.size; row++) {
    for (let column = 0; column < crop.size; column++) {
      const pixel = pixels[(index * digitSize + crop.y + row) * digitSize + crop.x + column]!;
      const target = (y + row) * size + x + column;
      canvas[target] = Math.max(canvas[target]!, pixel);
    }
  }
}
