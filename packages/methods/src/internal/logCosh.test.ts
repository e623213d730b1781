import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { logCosh } from "./logCosh.ts";

const values = [-1e4, -60, -3, -0.5, -1e-3, 0, 1e-3, 0.5, 3, 60, 1e4];
const exact = (x: number) => Math.abs(x) + Math.log1p(Math.expm1(-2 * Math.abs(x)) / 2);

test.each([DType.Float32, DType.Float64])("is the logarithm of the hyperbolic cosine, %s", async (dtype) => {
  const result = await logCosh(np.array(values, { dtype })).data();
  result.forEach((value, i) => {
    const want = exact(values[i]!);
    expect(Math.abs(value - want)).toBeLessThan(3e-7 * (1 + want));
  });
});

test("has the slope tanh, zero at zero", async () => {
  const slopes = await grad((x: Array) => logCosh(x).sum())(np.array(values)).data();
  slopes.forEach((slope, i) => expect(slope).toBeCloseTo(Math.tanh(values[i]!), 6));
});
