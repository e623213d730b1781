import { type Array, grad, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { smoothMaximum } from "./smoothMaximum.ts";

const values = [0.3, 2, 1.1, 0.7];
const exactly = (r: number) =>
  r * Math.log(values.reduce((sum, x) => sum + Math.exp((x - 2) / r), 0) / values.length) + 2;

test.each([0.05, 0.5, 1, 5, 12, 20, 100])("is r log(mean(exp(x / r))) for r = %d", async (r) => {
  const [double] = await smoothMaximum(np.array(Float64Array.from(values)), r).data();
  expect(Math.abs(double! - exactly(r))).toBeLessThan(1e-8);
  const [single] = await smoothMaximum(np.array(values), r).data();
  expect(Math.abs(single! - exactly(r))).toBeLessThan(1e-6);
});

test("is the mean for huge r and the maximum for tiny r, in float32 as well", async () => {
  expect((await smoothMaximum(np.array(values), 1e6).data())[0]).toBeCloseTo(1.025, 6);
  expect((await smoothMaximum(np.array(values), 1e-4).data())[0]).toBeCloseTo(2, 3);
});

test("keeps the mean of many, with one far ahead", async () => {
  const many = Float32Array.from({ length: 20_000 }, (_, i) => (i === 77 ? 1000 : 0));
  const [value] = await smoothMaximum(np.array(many.slice()), 1).data();
  expect(value).toBeCloseTo(1000 - Math.log(20_000), 3);
  const slopes = await (grad((x: Array) => smoothMaximum(x, 1))(np.array(many)) as Array).data();
  expect(slopes[77]).toBeCloseTo(1, 6);
  expect(slopes.every(Number.isFinite)).toBe(true);
});
