import { rng } from "@offprint/datasets";
import { expect, test } from "vitest";
import { loadSplit, pixelCount } from "./digits.ts";
import { drawLongTail } from "./longTail.ts";

const all = await loadSplit();
const descending = (sizes: number[]) => sizes.toSorted((a, b) => b - a);

test("keeps exponentially fewer images from digit to digit", () => {
  const { digits, sizes } = drawLongTail(rng(1), all, 20);
  expect(descending(sizes)).toEqual([130, 93, 67, 48, 34, 25, 18, 13, 9, 6]);
  expect(digits.train.count).toBe(443);
  for (const [digit, size] of sizes.entries())
    expect(digits.train.labels.filter((label) => label === digit)).toHaveLength(size);
  expect(digits.test).toBe(all.test);
});

test("without imbalance keeps what there is of each digit, up to 130", () => {
  const { sizes } = drawLongTail(rng(1), all, 1);
  for (const [digit, size] of sizes.entries())
    expect(size).toBe(Math.min(130, all.train.labels.filter((label) => label === digit).length));
});

test("draws different images, each once, and another order of the digits with every seed", () => {
  const keys = (seed: number) => {
    const { images, count } = drawLongTail(rng(seed), all, 20).digits.train;
    return Array.from({ length: count }, (_, i) => images.slice(i * pixelCount, (i + 1) * pixelCount).join());
  };
  const known = new Set(
    Array.from({ length: all.train.count }, (_, i) =>
      all.train.images.slice(i * pixelCount, (i + 1) * pixelCount).join(),
    ),
  );
  expect(new Set(keys(1)).size).toBe(443);
  expect(keys(1).every((key) => known.has(key))).toBe(true);
  expect(keys(1)).toEqual(keys(1));
  expect(keys(1)).not.toEqual(keys(2));
  const [one, two] = [drawLongTail(rng(1), all, 20).sizes, drawLongTail(rng(2), all, 20).sizes];
  expect(one).not.toEqual(two);
});

test("takes the pixel statistics of the images that are left", () => {
  const { digits } = drawLongTail(rng(3), all, 20);
  const { images, count } = digits.train;
  const pixel = 20;
  const mean =
    Array.from({ length: count }, (_, i) => images[i * pixelCount + pixel]!).reduce((a, b) => a + b) / count;
  expect(digits.means[pixel]).toBeCloseTo(mean, 5);
  expect(digits.means[pixel]).not.toBe(all.means[pixel]);
});
