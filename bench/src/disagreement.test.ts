import { expect, test } from "vitest";
import { disagreement } from "./disagreement.ts";

test("outputs agree within a thousandth of their largest value", () => {
  expect(disagreement([[2], [100, 0]], [[2.001], [100.05, 0.05]])).toBeNull();
  expect(disagreement([[0, 0]], [[0, 0]])).toBeNull();
});

test("a difference is named", () => {
  expect(disagreement([[1], [2]], [[1]])).toMatch("1 outputs instead of 2");
  expect(disagreement([[1, 2]], [[1]])).toMatch("1 values instead of 2");
  expect(disagreement([[1], [100, 0]], [[1], [100, 0.2]])).toMatch("output 1 is off by 0.2");
});

test("NaN never agrees", () => {
  expect(disagreement([[NaN]], [[NaN]])).not.toBeNull();
  expect(disagreement([[1]], [[NaN]])).not.toBeNull();
});
