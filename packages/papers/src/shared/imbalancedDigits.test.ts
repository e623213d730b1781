import { loadDigits, permutedSplit, takeRows } from "@offprint/datasets";
import { describe, expect, test } from "vitest";
import { classSizes, exponentialCounts, permutedDigits, takePerClass } from "./imbalancedDigits.ts";

test("permutedDigits holds every digit, in the order that splits have", async () => {
  const { digits, stream } = await permutedDigits(3);
  const split = permutedSplit({ seed: 3, train: 1200 });
  expect(digits.labels).toHaveLength(1797);
  const head = takeRows(await loadDigits(), split.train);
  expect(digits.labels.slice(0, 1200)).toEqual(head.labels);
  expect(digits.data.slice(0, 1200 * 64)).toEqual(head.data);
  expect(stream.uniform()).toBe(split.stream.uniform());
});

describe("takePerClass", () => {
  const counts = [100, 100, 100, 100, 100, 10, 10, 10, 10, 10];

  test("takes the first of each class in the order given", async () => {
    const { digits } = await permutedDigits(1);
    const taken = takePerClass(digits, counts);
    expect(classSizes(taken)).toEqual(counts);
    const firstFives = [...digits.labels.keys()].filter((at) => digits.labels[at] === 5).slice(0, 10);
    const fives = [...taken.labels.keys()].filter((at) => taken.labels[at] === 5);
    expect(takeRows(taken, fives).data).toEqual(takeRows(digits, firstFives).data);
    expect(taken.labels.slice(0, 20)).toEqual(digits.labels.slice(0, 20));
  });

  test("passes over examples, so that two sets don't overlap", async () => {
    const { digits } = await permutedDigits(1);
    const sixty = counts.map(() => 60);
    const both = takePerClass(
      digits,
      sixty.map((count) => count + 110),
    );
    const later = takePerClass(digits, sixty, { after: 110 });
    for (const label of [0, 9]) {
      const rows = (from: typeof both) => [...from.labels.keys()].filter((at) => from.labels[at] === label);
      expect(takeRows(later, rows(later)).data).toEqual(takeRows(both, rows(both).slice(110)).data);
    }
  });

  test("takes none of a class, and refuses more than there are", async () => {
    const digits = await loadDigits();
    expect(
      classSizes(
        takePerClass(
          digits,
          counts.map((_, label) => (label === 3 ? 5 : 0)),
        ),
      ),
    ).toEqual(counts.map((_, label) => (label === 3 ? 5 : 0)));
    const all = classSizes(digits);
    expect(takePerClass(digits, all).labels).toEqual(digits.labels);
    expect(() => takePerClass(digits, all, { after: 1 })).toThrow(/class 0 has 178 examples/);
  });
});

test("exponentialCounts fall from everything to the given share", () => {
  const sizes = Array.from({ length: 10 }, () => 120);
  const counts = exponentialCounts(sizes, 0.1);
  expect(counts[0]).toBe(120);
  expect(counts[9]).toBe(12);
  for (const [label, count] of counts.entries()) expect(count).toBe(Math.round(120 * 0.1 ** (label / 9)));
  expect(exponentialCounts(sizes, 1)).toEqual(sizes);
  expect(exponentialCounts(sizes, 0.01)[9]).toBe(4);
  expect(exponentialCounts([50, 3], 0.01)).toEqual([50, 3]);
});
