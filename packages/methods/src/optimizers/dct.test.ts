import { type Array, DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { methodChecks } from "../testing/index.ts";
import { dct, idct } from "./dct.ts";
import { dctMatrix } from "./dctMatrix.ts";

const signal = (rows: number, n: number, seed = 0) =>
  globalThis.Array.from({ length: rows * n }, (_, i) => Math.sin(7 * i + seed) + 0.3 * i);
const float64 = (values: number[], shape: number[]) => np.array(Float64Array.from(values)).reshape(shape);

async function largestDifference(a: Array, b: Array): Promise<number> {
  expect(a.shape).toEqual(b.shape);
  return Math.max(...(await np.abs(a.sub(b)).data()));
}

describe("dctMatrix", () => {
  test("has the cosines of its definition as columns", async () => {
    const basis = (await dctMatrix(3, { dtype: DType.Float64 }).jsAsync()) as number[][];
    for (const [j, row] of basis.entries()) {
      expect(row[0]).toBeCloseTo(Math.sqrt(1 / 3), 15);
      expect(row[2]).toBeCloseTo(Math.sqrt(2 / 3) * Math.cos((2 * Math.PI * (2 * j + 1)) / 6), 15);
    }
  });

  test.each([1, 2, 5, 64])("is orthogonal for n = %d", async (n) => {
    const basis = dctMatrix(n, { dtype: DType.Float64 });
    const product = np.matmul(basis.ref.transpose(), basis);
    expect(await largestDifference(product, np.eye(n, n, { dtype: DType.Float64 }))).toBeLessThan(1e-14);
  });

  test("comes in float32 unless told otherwise, and refuses bad sizes", () => {
    expect(dctMatrix(2).dtype).toBe(DType.Float32);
    expect(() => dctMatrix(0)).toThrow(InvalidArgumentError);
    expect(() => dctMatrix(2.5)).toThrow(InvalidArgumentError);
  });
});

describe.each([1, 2, 3, 4, 7, 12, 30])("transform of length %d", (n) => {
  const basis = () => dctMatrix(n, { dtype: DType.Float64 });

  test("equals the product with the basis", async () => {
    const fast = dct(float64(signal(3, n), [3, n]));
    const slow = np.matmul(float64(signal(3, n), [3, n]), basis());
    expect(await largestDifference(fast, slow)).toBeLessThan(1e-12);
  });

  test("is undone by its inverse, which is the product with the transposed basis", async () => {
    const x = float64(signal(2, n), [2, n]);
    expect(await largestDifference(idct(dct(x.ref)), x)).toBeLessThan(1e-12);
    const slow = np.matmul(float64(signal(3, n), [3, n]), basis().transpose());
    expect(await largestDifference(idct(float64(signal(3, n), [3, n])), slow)).toBeLessThan(1e-12);
  });
});

// The engine's gradient of an inverse FFT leaves buffers behind, so only the forward transform is differentiated.
for (const { name, apply, differentiable } of [
  { name: "dct", apply: dct, differentiable: [0] },
  { name: "idct", apply: idct, differentiable: [] },
]) {
  describe(name, () => {
    const checks = methodChecks({
      name,
      apply: (x) => apply(x!),
      makeInputs: (seed) => [{ shape: [2, 3, 5], values: signal(6, 5, seed) }],
      shape: [2, 3, 5],
      differentiable,
      badCalls: [
        { name: "a scalar", call: () => apply(np.array(1)), argument: "x" },
        { name: "integers", call: () => apply(np.zeros([3], { dtype: DType.Int32 })), argument: "x" },
      ],
    });
    for (const check of checks) test(check.name, check.run);

    test("takes a vector", () => {
      expect(apply(np.array([1, 2, 3])).shape).toEqual([3]);
    });
  });
}
