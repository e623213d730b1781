import { requireInteger } from "../internal/checks.ts";
import { logistic } from "../internal/logistic.ts";
import { rng } from "../rng.ts";
import type { Rng } from "../rng.ts";

const size = 16;
const pixels = size * size;
const raters = 4;

export interface LesionImages {
  /** Brightness, float32. */
  images: Float32Array<ArrayBuffer>;
  imagesShape: [number, number, number];
  /** One mask of 0 and 1 for each rater. */
  masks: Uint8Array<ArrayBuffer>;
  masksShape: [number, number, number, number];
}

/**
 * Images of 16 by 16 pixels with an elliptic lesion and a faint spot beside it, each outlined by four raters: too
 * tight, exact, generous, and generous with the faint spot.
 *
 * @param options.count number of images.
 * @returns `images` [count, 16, 16] and `masks` [count, 4, 16, 16].
 * @throws DataError BAD_ARGUMENT when count is no positive integer.
 */
export function twoLesionRaters(seed: number, options: { count: number }): LesionImages {
  const { count } = options;
  requireInteger("count", count, 1);
  const stream = rng(seed);
  const images = new Float32Array(count * pixels);
  const masks = new Uint8Array(count * raters * pixels);
  for (let i = 0; i < count; i++) {
    const lesion = drawLesion(stream);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const distances = distancesAt(lesion, pixel);
      images[i * pixels + pixel] = brightness(lesion.radius, distances) + 0.15 * stream.normal();
      raterMarks(lesion.radius, distances).forEach((marked, rater) => {
        masks[(i * raters + rater) * pixels + pixel] = Number(marked);
      });
    }
  }
  return { images, imagesShape: [count, size, size], masks, masksShape: [count, raters, size, size] };
}

function drawLesion(stream: Rng) {
  const centreX = 4 + 8 * stream.uniform();
  const centreY = 4 + 8 * stream.uniform();
  const radius = 2 + 1.5 * stream.uniform();
  const angle = Math.PI * stream.uniform();
  const flattening = 0.7 + 0.3 * stream.uniform();
  const spotAngle = 2 * Math.PI * stream.uniform();
  const spotX = centreX + (radius + 2.5) * Math.cos(spotAngle);
  const spotY = centreY + (radius + 2.5) * Math.sin(spotAngle);
  return { centreX, centreY, radius, angle, flattening, spotX, spotY };
}

/** Elliptic distance from the lesion's centre and distance from the faint spot, in pixels. */
function distancesAt(lesion: ReturnType<typeof drawLesion>, pixel: number) {
  const x = (pixel % size) + 0.5;
  const y = Math.floor(pixel / size) + 0.5;
  const cos = Math.cos(lesion.angle);
  const sin = Math.sin(lesion.angle);
  const along = (x - lesion.centreX) * cos + (y - lesion.centreY) * sin;
  const across = -(x - lesion.centreX) * sin + (y - lesion.centreY) * cos;
  return {
    centre: Math.sqrt(along ** 2 + (across / lesion.flattening) ** 2),
    spot: Math.sqrt((x - lesion.spotX) ** 2 + (y - lesion.spotY) ** 2),
  };
}

type Distances = ReturnType<typeof distancesAt>;

function brightness(radius: number, { centre, spot }: Distances): number {
  return logistic((radius - centre) / 0.7) + 0.45 * logistic((1.2 - spot) / 0.5);
}

function raterMarks(radius: number, { centre, spot }: Distances): boolean[] {
  const generous = centre <= radius + 0.8;
  return [centre <= radius - 0.8, centre <= radius, generous, generous || spot <= 1.7];
}
