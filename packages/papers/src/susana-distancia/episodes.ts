import { type Array, numpy as np } from "@jax-js/jax";
import { type Rng, rng } from "@offprint/datasets";
import { type DigitPool, drawTwoDigits, twoDigitPixelCount } from "../shared/twoDigits.ts";

export const queriesPerClass = 5;
/** Classes of an evaluation episode. */
export const testWay = 5;
export const testEpisodes = 100;
/** Images of each novel class whose neighbourhoods are looked at. */
export const samplesPerClass = 15;

/** Ordered pairs of digits, each as ten times the first plus the second. */
function pairsOf(digits: number[]): number[] {
  return digits.flatMap((first) => digits.map((second) => 10 * first + second));
}

/** Classes to train on. */
export const baseClasses = () => pairsOf([0, 1, 2, 3, 4, 5, 6]);
/** Classes to test on: no digit of theirs is seen in training. */
export const novelClasses = () => pairsOf([7, 8, 9]);

/** Images of one or many episodes, ordered by episode and class. */
export type Images = {
  /** [episodes · way · shots, 128] */
  support: Array;
  /** [episodes · way · 5, 128] */
  queries: Array;
};

/** Draws episodes one after the other; classes of an episode differ. */
export function drawEpisodes(
  stream: Rng,
  pool: DigitPool,
  classes: number[],
  { count, way, shots }: { count: number; way: number; shots: number },
): Images {
  const support = new Float32Array(count * way * shots * twoDigitPixelCount);
  const queries = new Float32Array(count * way * queriesPerClass * twoDigitPixelCount);
  for (let episode = 0; episode < count; episode++) {
    const chosen = [...stream.permutation(classes.length).subarray(0, way)].map((at) => classes[at]!);
    for (const [images, each] of [
      [support, shots],
      [queries, queriesPerClass],
    ] as const) {
      const drawn = drawTwoDigits(stream, pool, repeatEach(chosen, each));
      images.set(drawn, episode * drawn.length);
    }
  }
  return { support: asImages(support), queries: asImages(queries) };
}

/** Some images of each novel class, [9 · 15, 128], ordered by class. */
export function drawSamples(stream: Rng, pool: DigitPool): Array {
  return asImages(drawTwoDigits(stream, pool, repeatEach(novelClasses(), samplesPerClass)));
}

function repeatEach(classes: number[], times: number): number[] {
  return classes.flatMap((one) => globalThis.Array.from({ length: times }, () => one));
}

function asImages(pixels: Float32Array<ArrayBuffer>): Array {
  return np.array(pixels).reshape([-1, twoDigitPixelCount]);
}

/** What networks are tested on: the same for all arms and seeds. */
export type TestSet = { oneShot: Images; fiveShot: Images; samples: Array };

export function drawTestSet(pool: DigitPool): TestSet {
  const stream = rng(0);
  const episodes = (shots: number) =>
    drawEpisodes(stream, pool, novelClasses(), { count: testEpisodes, way: testWay, shots });
  return { oneShot: episodes(1), fiveShot: episodes(5), samples: drawSamples(stream, pool) };
}
