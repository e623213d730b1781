import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { maskedLogsumexp } from "./maskedLogsumexp.ts";

const mask = (values: number[][]) => np.array(values).astype(DType.Bool);

test("sums over the entries inside the mask", async () => {
  const x = np.array([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
  const result: number[] = await maskedLogsumexp(x, mask([[1, 0, 1], [0, 1, 0]])).jsAsync(); // prettier-ignore
  expect(result[0]).toBeCloseTo(3 + Math.log1p(Math.exp(-2)), 6);
  expect(result[1]).toBeCloseTo(5, 6);
});

test("is stable for large entries, and entries outside the mask get the gradient 0 even if larger still", async () => {
  const x = () => np.array([[-1e4, -1e4, 1e30], [3e38, -3e38, -3e38]]); // prettier-ignore
  const inside = () => mask([[1, 1, 0], [0, 1, 1]]); // prettier-ignore
  const result: number[] = await maskedLogsumexp(x(), inside()).jsAsync();
  expect(result[0]).toBeCloseTo(-1e4 + Math.LN2, 2);
  const gradient = await grad((values: Array) => maskedLogsumexp(values, inside()).sum())(x()).jsAsync();
  expect(gradient).toEqual([[0.5, 0.5, 0], [0, 0.5, 0.5]]); // prettier-ignore
});
