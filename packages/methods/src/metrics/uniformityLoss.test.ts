import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type InputValues, methodChecks } from "../testing/index.ts";
import { uniformityLoss, type UniformityLossOptions, validateUniformityLoss } from "./uniformityLoss.ts";

const rows = (seed: number, n: number, d: number): InputValues => ({
  shape: [n, d],
  values: Float64Array.from({ length: n * d }, (_, i) => 2 * Math.sin(1 + 7.3 * i + 3.1 * seed + (i % d))),
});

for (const options of [{}, { t: 0.7, normalize: false }] as UniformityLossOptions[]) {
  describe(`battery with ${JSON.stringify(options)}`, () => {
    const checks = methodChecks({
      name: "uniformityLoss",
      apply: (embeddings) => uniformityLoss(embeddings!, options),
      makeInputs: (seed) => [rows(seed, 5, 3)],
      shape: [],
      differentiable: [0],
      batchInputs: [0],
      badCalls: [
        { name: "a vector", call: () => uniformityLoss(np.ones([3])), argument: "embeddings" },
        { name: "one row", call: () => uniformityLoss(np.ones([1, 3])), argument: "embeddings" },
        { name: "no columns", call: () => uniformityLoss(np.ones([3, 0])), argument: "embeddings" },
        {
          name: "integers",
          call: () => uniformityLoss(np.ones([3, 2]).astype(np.int32)),
          argument: "embeddings",
        },
        { name: "t = 0", call: () => uniformityLoss(np.ones([3, 2]), { t: 0 }), argument: "t" },
        {
          name: "an infinite t",
          call: () => uniformityLoss(np.ones([3, 2]), { t: Infinity }),
          argument: "t",
        },
      ],
    });
    for (const check of checks) test(check.name, check.run);
  });
}

const value = (embeddings: Array, options?: UniformityLossOptions): Promise<number> =>
  uniformityLoss(embeddings, options).jsAsync();

test("is 0 for equal rows, −4t for two opposite ones", async () => {
  expect(await value(np.ones([4, 2]))).toBeCloseTo(0, 6);
  expect(await value(np.array([[1, 0], [-3, 0]]), { t: 1.5 })).toBeCloseTo(-6, 5); // prettier-ignore
});

test("leaves out each row with itself: a square has two neighbours and one opposite", async () => {
  const square = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]]); // prettier-ignore
  expect(await value(square)).toBeCloseTo(Math.log((2 * Math.exp(-4) + Math.exp(-8)) / 3), 5);
});

test("is lower for rows around the sphere than for rows on one side", async () => {
  const around = np.array([[1, 0], [-0.5, 0.87], [-0.5, -0.87]]); // prettier-ignore
  const oneSide = np.array([[1, 0], [0.9, 0.3], [0.9, -0.3]]); // prettier-ignore
  expect(await value(around)).toBeLessThan(await value(oneSide));
});

test("stays finite where every potential underflows", async () => {
  const far = () => np.array([[0, 1e4], [0, -1e4]]); // prettier-ignore
  const loss = (x: Array) => uniformityLoss(x, { normalize: false });
  expect(await loss(far()).jsAsync()).toBeCloseTo(-8e8, -3);
  const gradient: number[][] = await grad(loss)(far()).jsAsync();
  expect(gradient.flat().every(Number.isFinite)).toBe(true);
});

describe("validateUniformityLoss", () => {
  test.each([
    ["one row", () => np.ones([1, 2])],
    ["infinite values", () => np.array([[Infinity], [1]])],
    ["a row of zeros", () => np.array([[0], [1]])],
  ])("refuses %s", async (_, make) => {
    await expect(validateUniformityLoss(make())).rejects.toMatchObject({ argument: "embeddings" });
  });

  test("borrows what it accepts", async () => {
    const embeddings = np.array([[0], [1]]);
    await validateUniformityLoss(embeddings, { normalize: false });
    expect(await value(embeddings, { normalize: false })).toBeCloseTo(-2, 6);
  });
});
