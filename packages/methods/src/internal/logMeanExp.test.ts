import { type Array, grad, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { logMeanExp } from "./logMeanExp.ts";

test("is the logarithm of the mean of the exponentials of each row", async () => {
  const rows = [
    [0.3, -1, 2],
    [5, 5.5, -3],
  ];
  const values = (await logMeanExp(np.array(rows)).jsAsync()) as number[];
  rows.forEach((row, i) => {
    const mean = row.reduce((sum, x) => sum + Math.exp(x), 0) / row.length;
    expect(values[i]).toBeCloseTo(Math.log(mean), 5);
  });
});

test("of equal entries is the entry, however large", async () => {
  const values = await logMeanExp(np.array([[-1e4, -1e4, -1e4], [3e4, 3e4, 3e4]])).jsAsync(); // prettier-ignore
  expect(values).toEqual([-1e4, 3e4]);
});

test("has the softmax as its gradient, at extremes too", async () => {
  const slope = grad((x: Array) => logMeanExp(x).sum())(np.array([[1e4, 0, 1e4], [1, 1, -1e4]])); // prettier-ignore
  expect(await slope.jsAsync()).toEqual([[0.5, 0, 0.5], [0.5, 0.5, 0]]); // prettier-ignore
});
