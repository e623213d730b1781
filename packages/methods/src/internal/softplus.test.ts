import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { softplus } from "./softplus.ts";

const arguments_ = [-1e4, -80, -30, -17, -3, -0.5, 0, 0.5, 3, 17, 30, 1e4];
// The exponential of the Wasm backend is itself off by a few parts in a million.
const exact = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

test.each([DType.Float32, DType.Float64])(
  "keeps its digits far below and far above 0 in %s",
  async (dtype) => {
    const values = await softplus(np.array(arguments_, { dtype })).data();
    for (const [i, x] of arguments_.entries()) {
      expect(Math.abs(values[i]! - exact(x))).toBeLessThanOrEqual(1e-5 * exact(x));
    }
  },
);

test("has the logistic function as its derivative, at 0 too", async () => {
  const slopes = await (grad((x: Array) => softplus(x).sum())(np.array(arguments_)) as Array).data();
  for (const [i, x] of arguments_.entries()) expect(slopes[i]).toBeCloseTo(1 / (1 + Math.exp(-x)), 6);
});
