import { type Array, grad, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { log1p } from "./log1p.ts";

const points = [-0.9, -0.5, -0.11, -0.09, -1e-4, -1e-9, 0, 1e-9, 1e-4, 0.03, 0.0999, 0.1001, 0.7, 1, 3, 1e4];
const float64 = (values: number[]) => np.array(Float64Array.from(values));

test.each([
  ["float32", (values: number[]) => np.array(values)],
  ["float64", float64],
])("is right relative to the result (%s)", async (_dtype, array) => {
  const values = [...(await log1p(array(points)).data())];
  values.forEach((value, i) => {
    const exact = Math.log1p(points[i]!);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(4e-6 * Math.abs(exact));
  });
});

test("has the derivative 1 / (1 + x) and frees everything", async () => {
  const slopes = async () => (grad((x: Array) => log1p(x).sum())(float64(points)) as Array).data();
  const values = [...(await slopes())];
  values.forEach((slope, i) => expect(slope * (1 + points[i]!)).toBeCloseTo(1, 6));
  expect(await leakedBuffers(async () => void (await slopes()))).toBe(0);
});
