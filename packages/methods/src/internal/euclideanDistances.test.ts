import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { methodChecks } from "../testing/index.ts";
import { euclideanDistances } from "./euclideanDistances.ts";

describe("euclideanDistances", () => {
  const wave = (count: number, seed: number) =>
    Float64Array.from({ length: count }, (_, i) => 2 * Math.sin(3.7 * i + seed));
  const spec = {
    name: "euclideanDistances",
    apply: (a?: Array, b?: Array) => euclideanDistances(a!, b!),
    makeInputs: (seed: number) => [
      { shape: [3, 2], values: wave(6, seed) },
      { shape: [4, 2], values: wave(8, seed + 0.3) },
    ],
    shape: [3, 4],
    differentiable: [0, 1],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);

  test("keeps small distances of long rows, and equal rows equal, in float32", async () => {
    const rows = np.array([[3000, 4000], [3000.25, 4000], [3000, 4000]], { dtype: DType.Float32 }); // prettier-ignore
    const [first] = (await euclideanDistances(rows.ref, rows).jsAsync()) as number[][];
    [0.001, 0.25, 0.001].forEach((want, at) => expect(first![at]).toBeCloseTo(want, 5));
  });

  test("has the gradient 0 between equal rows", async () => {
    const rows = np.array([[1, 2], [1, 2]], { dtype: DType.Float32 }); // prettier-ignore
    const total = (x: Array) => euclideanDistances(x.ref, x).sum();
    expect([...(await (grad(total)(rows) as Array).data())].map(Math.abs)).toEqual([0, 0, 0, 0]);
  });
});
