import { expect, test } from "vitest";
import { percentile } from "./percentile.ts";

test.each([
  [[5], 0.95, 5],
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 2, 3], 0.5, 2.5],
  [[0, 10], 0.95, 9.5],
  [[10, 0, 20], 0, 0],
  [[10, 0, 20], 1, 20],
])("of %j at %d", (values, share, expected) => {
  expect(percentile(values, share)).toBeCloseTo(expected, 12);
});

test("of nothing there is none", () => {
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});
