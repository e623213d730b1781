import {
  type ClassificationDataset,
  loadDigits,
  permutedSplit,
  type Rng,
  takeRows,
} from "@offprint/datasets";

/** All digits in the random order of the seed, and the random stream after the order was drawn. */
export async function permutedDigits(seed: number): Promise<{ digits: ClassificationDataset; stream: Rng }> {
  const digits = await loadDigits();
  const { train, test, stream } = permutedSplit({ seed, train: 1, test: digits.labels.length - 1 });
  return { digits: takeRows(digits, [...train, ...test]), stream };
}

/** How many examples of each class there are, by class. */
export function classSizes({ labels, classNames }: ClassificationDataset): number[] {
  const sizes = classNames.map(() => 0);
  for (const label of labels) sizes[label]!++;
  return sizes;
}

/**
 * As many examples of each class as asked for, the first ones in the order given; that order stays. Copies.
 * @param counts examples wanted of each class, whole numbers ≥ 0
 * @param options.after how many examples of each class to pass over first, for a second set without overlap; default 0
 * @throws RangeError if a class has too few
 * @example
 * const { digits } = await permutedDigits(seed);
 * const train = takePerClass(digits, [100, 100, 100, 100, 100, 10, 10, 10, 10, 10]);
 * const test = takePerClass(digits, Array(10).fill(60), { after: 110 });
 */
export function takePerClass(
  examples: ClassificationDataset,
  counts: readonly number[],
  { after = 0 }: { after?: number } = {},
): ClassificationDataset {
  for (const [label, size] of classSizes(examples).entries()) {
    if (after + counts[label]! <= size) continue;
    throw new RangeError(`class ${label} has ${size} examples, not ${after} + ${counts[label]}`);
  }
  const seen = counts.map(() => 0);
  const chosen: number[] = [];
  for (const [position, label] of examples.labels.entries()) {
    const rank = seen[label]!++;
    if (rank >= after && rank < after + counts[label]!) chosen.push(position);
  }
  return takeRows(examples, chosen);
}

/** Fewest examples that an exponential imbalance leaves of a class. */
const leastOfClass = 4;

/**
 * Counts for {@link takePerClass} that fall exponentially from class to class: all of the first, the share `last` of
 * the last, at least four of each.
 * @param sizes examples there are of each class
 * @param last share of the last class that stays, in (0, 1]; 1 keeps everything
 */
export function exponentialCounts(sizes: readonly number[], last: number): number[] {
  return sizes.map((size, label) => {
    const kept = Math.round(size * last ** (label / (sizes.length - 1)));
    return Math.min(size, Math.max(leastOfClass, kept));
  });
}
