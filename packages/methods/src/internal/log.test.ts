import { type Array, grad, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { log } from "./log.ts";

const values = [1e-30, 0.3, 0.97, 1, 1.0001, 1.42, 1.9388, 1.99, 7.9, 15.99, 1e30];

test("is right to float32 rounding, also just below powers of two", async () => {
  const logs = await log(np.array(values)).data();
  logs.forEach((got, i) => {
    const want = Math.log(Math.fround(values[i]!));
    expect(Math.abs(got - want)).toBeLessThan(2e-7 * Math.max(1, Math.abs(want)));
  });
});

test("has the slope 1/x", async () => {
  const slopes = await grad((x: Array) => log(x).sum())(np.array(values)).data();
  slopes.forEach((slope, i) => expect(slope * values[i]!).toBeCloseTo(1, 5));
});
