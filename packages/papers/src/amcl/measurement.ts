import { type Array, numpy as np, tree } from "@jax-js/jax";
import { dispose, type Program, toArrays } from "@offprint/compile";
import type { Compile, Metrics } from "@offprint/lab";
import { rng } from "@offprint/datasets";
import { type Bench, labelledOutputs, networkInputs, openBench } from "../shared/selfSupervised/bench.ts";
import { neighbourAccuracy, probeAccuracy } from "../shared/selfSupervised/classifiers.ts";
import { type Digits, pixelCount } from "../shared/selfSupervised/digits.ts";
import { unitRows } from "../shared/unitRows.ts";
import { type AugmentationCount, drawViewBy } from "./augmentations.ts";
import { embedViews, type MultiHeadNetwork, temperatures } from "./network.ts";

/** Cosines of the first view of one image with the second of another, and the pairs' temperatures: [heads, n, n]. */
type PairOutputs = { similarities: Array; temperatures: Array };

/** Every pair of views of test images as a network sees it. */
export interface Pairs {
  /** Images n. */
  count: number;
  heads: number;
  /** [heads · n · n]; in the row of an image, the column of the same image is its positive. */
  similarities: Float32Array;
  temperatures: Float32Array;
}

/** The digits, views of the test images, and what it takes to look at networks through them. */
export interface PairBench extends Bench {
  /** Two views of all test images, and of the first few, as the network takes them, [2n, 64]. */
  views: { all: Array; few: Array };
  comparePairs: Program<[MultiHeadNetwork, Array], PairOutputs>;
}

/** So many test images are enough for a picture. */
const fewImages = 256;

export async function openPairBench(
  compile: Compile,
  { augmentations, constant }: { augmentations: AugmentationCount; constant: number | undefined },
): Promise<PairBench> {
  const bench = await openBench(compile);
  const { digits } = bench;
  const views = {
    all: testViews(digits, augmentations, digits.test.count),
    few: testViews(digits, augmentations, fewImages),
  };
  const comparePairs = compile(comparison(constant));
  return {
    ...bench,
    views,
    comparePairs,
    dispose: () => {
      bench.dispose();
      comparePairs.dispose();
      dispose(views);
    },
  };
}

/** Two views of the first test images, the same whatever the arm and seed. */
function testViews(digits: Digits, augmentations: AugmentationCount, count: number): Array {
  const stream = rng(0);
  const draw = drawViewBy(augmentations);
  const { images, labels } = digits.test;
  const views = new Float32Array(2 * count * pixelCount);
  for (let at = 0; at < 2 * count; at++) {
    const source = (at % count) * pixelCount;
    const view = views.subarray(at * pixelCount, (at + 1) * pixelCount);
    draw(stream, images.subarray(source, source + pixelCount), view);
  }
  return networkInputs({ images: views, labels, count: 2 * count }, digits);
}

function comparison(constant: number | undefined) {
  return ({ encoder, heads, layer }: MultiHeadNetwork, images: Array): PairOutputs => {
    const compared = embedViews({ encoder, heads }, images).map(([viewA, viewB]) => ({
      similarities: np.inner(unitRows(viewA.ref), unitRows(viewB.ref)),
      temperatures: temperatures(viewA, viewB, tree.ref(layer), constant),
    }));
    tree.dispose(layer);
    return {
      similarities: np.stack(compared.map(({ similarities }) => similarities)),
      temperatures: np.stack(compared.map((pairs) => pairs.temperatures)),
    };
  };
}

/** What a network makes of views of test images, by default of all; borrows. */
export async function pairsOf(
  { comparePairs, views }: PairBench,
  network: MultiHeadNetwork,
  which: keyof PairBench["views"] = "all",
): Promise<Pairs> {
  const result = await comparePairs(network, views[which]);
  const outputs = toArrays(result);
  dispose(result);
  const [heads, count] = outputs.similarities.shape as [number, number];
  const [similarities, learned] = await Promise.all([
    outputs.similarities.data(),
    outputs.temperatures.data(),
  ]);
  return {
    count,
    heads,
    similarities: Float32Array.from(similarities),
    temperatures: Float32Array.from(learned),
  };
}

/** Similarities in one of the heads, [n · n]. */
export function similaritiesOf({ count, similarities }: Pairs, head: number): Float32Array {
  return similarities.slice(head * count * count, (head + 1) * count * count);
}

/** The {@link separation} in every head by itself. */
export function headSeparations(pairs: Pairs): number[] {
  return globalThis.Array.from({ length: pairs.heads }, (_, head) =>
    separation(similaritiesOf(pairs, head), pairs.count),
  );
}

/** Similarities averaged over heads, as pairs of a single head. */
export function headAverage({ count, heads, similarities }: Pairs): Float32Array {
  const size = count * count;
  return Float32Array.from({ length: size }, (_, pair) => {
    let sum = 0;
    for (let head = 0; head < heads; head++) sum += similarities[head * size + pair]!;
    return sum / heads;
  });
}

/** Values of pairs [heads · n · n], apart for views of the same image and views of two. */
export function splitPairs(
  values: Float32Array,
  count: number,
): { positive: Float32Array; negative: Float32Array } {
  const heads = values.length / (count * count);
  const positive = new Float32Array(heads * count);
  const negative = new Float32Array(values.length - positive.length);
  let [positives, negatives] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    const isPositive = Math.floor(at / count) % count === at % count;
    if (isPositive) positive[positives++] = values[at]!;
    else negative[negatives++] = values[at]!;
  }
  return { positive, negative };
}

/**
 * The probability that a random positive pair is more similar than a random negative one; a tie counts as not above.
 * @param similarities of all pairs of n views with n others, [n · n]
 */
export function separation(similarities: Float32Array, count: number): number {
  const { positive, negative } = splitPairs(similarities, count);
  positive.sort();
  let above = 0;
  for (const value of negative) above += count - countUpTo(positive, value);
  return above / (positive.length * negative.length);
}

/** How many of the ascending values are at most `limit`. */
function countUpTo(values: Float32Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How well similarities tell positive pairs from negative ones, and features tell the digits apart. */
export async function measure(bench: PairBench, network: MultiHeadNetwork): Promise<Metrics> {
  const pairs = await pairsOf(bench, network);
  const learned = splitPairs(pairs.temperatures, pairs.count);
  const { encoder, heads } = network;
  const { h, z } = await labelledOutputs(bench, { encoder, ...heads[0]! });
  dispose(z);
  return {
    separation: separation(headAverage(pairs), pairs.count),
    headSeparation: average(headSeparations(pairs)),
    positiveTemperature: average(learned.positive),
    negativeTemperature: average(learned.negative),
    featureNeighbourAccuracy: await neighbourAccuracy(tree.ref(h)),
    probeAccuracy: await probeAccuracy(h),
  };
}

function average(values: Iterable<number>): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    sum += value;
    count++;
  }
  return sum / count;
}
