import { requireInteger } from "../internal/checks.ts";
import { rng } from "../rng.ts";
import type { Rng } from "../rng.ts";

const digitsCount = 1797;
const usualTestCount = 797;

export interface PermutedSplitOptions {
  /** Which random order; any safe integer. */
  seed: number;
  /** How many examples to train on: the first of the random order. */
  train: number;
  /** How many to test on: the last of the random order. Default 797, or all that training leaves if fewer. */
  test?: number;
  /** How many examples there are; default 1797, the digits. */
  count?: number;
}

/** Positions in the data set, and the random stream to go on with. */
export interface PermutedSplit {
  train: Int32Array<ArrayBuffer>;
  test: Int32Array<ArrayBuffer>;
  /** The stream that drew the order, just after it: noise and partners of this split are drawn from it. */
  stream: Rng;
}

/**
 * The split of a seed: `rng(10007 seed + 11)` draws an order; training takes its head, testing its tail.
 *
 * @throws DataError BAD_ARGUMENT for parts that are empty or would overlap.
 * @example
 * const { train, test } = permutedSplit({ seed: 3, train: 1200 }); // 1200 and 597 of the digits
 * const trainingSet = takeRows(await loadDigits(), train);
 */
export function permutedSplit(options: PermutedSplitOptions): PermutedSplit {
  const { seed, train, count = digitsCount } = options;
  requireInteger("seed", seed);
  requireInteger("count", count, 2);
  requireInteger("train", train, 1, count - 1);
  const { test = Math.min(usualTestCount, count - train) } = options;
  requireInteger("test", test, 1, count - train);
  // Only the value modulo 2^32 matters, and the product as a float would lose digits for large seeds.
  const stream = rng(Math.imul(10007, seed) + 11);
  const order = stream.permutation(count);
  return { train: order.slice(0, train), test: order.slice(count - test), stream };
}
