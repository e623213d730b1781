import { type Array, grad, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { labelMask, takeLabel } from "./takeLabel.ts";

const labels = () => np.array(Int32Array.from([2, 0]));

test("labelMask marks one column of each row", async () => {
  expect(await labelMask(labels(), 3).jsAsync()).toEqual([
    [false, false, true],
    [true, false, false],
  ]);
});

test("takeLabel picks the label's entry whatever stands beside it", async () => {
  const values = np.array([
    [-Infinity, NaN, 5],
    [7, Infinity, 1],
  ]);
  expect(await takeLabel(values, labels()).jsAsync()).toEqual([5, 7]);
});

test("takeLabel's gradient is the mask", async () => {
  const slope = grad((x: Array) => takeLabel(x, labels()).sum())(np.zeros([2, 3]));
  expect(await slope.jsAsync()).toEqual([
    [0, 0, 1],
    [1, 0, 0],
  ]);
});
