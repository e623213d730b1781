import { describe, expect, test } from "vitest";
import { fitSlope, mean, spearman, standardDeviation, tInterval } from "./statistics.ts";

test("mean and sample standard deviation", () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
});

describe("tInterval", () => {
  // Half widths are quantiles of Student's t as the printed tables have them, times s / √n.
  test.each([
    { values: [1, 2], quantile: 12.7062 },
    { values: [1, 2, 3, 4, 5], quantile: 2.77645 },
    { values: [0, 1, 0, 1, 0, 1, 0, 1, 0, 1], quantile: 2.26216 },
  ])("has the tabulated width for $values.length values", ({ values, quantile }) => {
    const [low, high] = tInterval(values);
    const half = (quantile * standardDeviation(values)) / Math.sqrt(values.length);
    expect((high - low) / 2).toBeCloseTo(half, 4);
    expect((high + low) / 2).toBeCloseTo(mean(values), 10);
  });

  test("is wider for more coverage", () => {
    const [low, high] = tInterval([1, 2, 3, 4, 5], 0.99);
    expect((high - low) / 2).toBeCloseTo((4.60409 * Math.sqrt(2.5)) / Math.sqrt(5), 4);
  });

  test("is a point where all values are equal", () => {
    expect(tInterval([3, 3, 3])).toEqual([3, 3]);
  });
});

test("fitSlope is that of the least-squares line", () => {
  expect(fitSlope([0, 1, 2, 3], [1, 3, 5, 7])).toBeCloseTo(2, 12);
  expect(fitSlope([1, 2, 3], [1, 1, 4])).toBeCloseTo(1.5, 12);
});

describe("spearman", () => {
  test("looks at ranks alone", () => {
    expect(spearman([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1, 12);
    expect(spearman([1, 2, 3, 4], [9, 4, 1, 0])).toBeCloseTo(-1, 12);
  });

  test("gives ties their average rank", () => {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / √(4.5 · 5).
    expect(spearman([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
  });

  test("has no value for a constant list", () => {
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
  });
});
