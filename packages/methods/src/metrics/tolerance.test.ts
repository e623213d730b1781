import { type Array, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type InputValues, methodChecks } from "../testing/index.ts";
import { tolerance, validateTolerance } from "./tolerance.ts";

const rows = (seed: number, n: number, d: number): InputValues => ({
  shape: [n, d],
  values: Float64Array.from({ length: n * d }, (_, i) => 2 * Math.sin(1 + 7.3 * i + 3.1 * seed + (i % d))),
});
const int32 = (values: number[]) => np.array(Int32Array.from(values));

describe("battery", () => {
  const checks = methodChecks({
    name: "tolerance",
    apply: (embeddings, labels) => tolerance(embeddings!, labels!),
    makeInputs: (seed) => [rows(seed, 6, 3), { shape: [6], values: [0, 1, 0, 2, 1, 0], kind: "int32" }],
    shape: [],
    differentiable: [0],
    batchInputs: [0, 1],
    badCalls: [
      { name: "a vector", call: () => tolerance(np.ones([3]), int32([0, 0, 0])), argument: "embeddings" },
      { name: "one row", call: () => tolerance(np.ones([1, 2]), int32([0])), argument: "embeddings" },
      {
        name: "integers",
        call: () => tolerance(np.ones([2, 2]).astype(np.int32), int32([0, 0])),
        argument: "embeddings",
      },
      { name: "too few labels", call: () => tolerance(np.ones([3, 2]), int32([0, 0])), argument: "labels" },
      {
        name: "labels that are floats",
        call: () => tolerance(np.ones([2, 2]), np.zeros([2])),
        argument: "labels",
      },
    ],
  });
  for (const check of checks) test(check.name, check.run);
});

const value = (embeddings: Array, labels: number[]): Promise<number> =>
  tolerance(embeddings, int32(labels)).jsAsync();

test("is the mean cosine over pairs of one class, pooled over classes", async () => {
  const embeddings = np.array([[2, 0], [0, 3], [1, 0], [1, 0], [-4, 0]]); // prettier-ignore
  // Class 0 has one pair with cosine 0; class 1 has cosines 1, −1, −1.
  expect(await value(embeddings, [0, 0, 1, 1, 1])).toBeCloseTo(-1 / 4, 6);
});

test("is 1 for classes that are points, however long the rows", async () => {
  const embeddings = np.array([[1, 0], [1e3, 0], [0, 1e-3], [0, 7]]); // prettier-ignore
  expect(await value(embeddings, [5, 5, 3, 3])).toBeCloseTo(1, 6);
});

test("refuses labels without two of a class, and takes nothing from the caller", async () => {
  const [embeddings, labels] = [np.ones([2, 2]), int32([0, 1])];
  const error = expect.objectContaining({ name: "InvalidArgumentError", argument: "labels" });
  expect(() => tolerance(embeddings, labels)).toThrow(error);
  expect(await embeddings.jsAsync()).toEqual([[1, 1], [1, 1]]); // prettier-ignore
  expect(await labels.jsAsync()).toEqual([0, 1]);
});

describe("validateTolerance", () => {
  const cases: [string, () => [Array, Array], string][] = [
    ["whatever the metric refuses", () => [np.ones([2, 2]), int32([1])], "labels"],
    ["infinite values", () => [np.array([[1], [Infinity]]), int32([1, 1])], "embeddings"],
    ["a row of zeros", () => [np.array([[1], [0]]), int32([1, 1])], "embeddings"],
    ["classes of one", () => [np.ones([2, 2]), int32([1, 0])], "labels"],
  ];
  for (const [name, make, argument] of cases) {
    test(`refuses ${name}`, async () => {
      await expect(validateTolerance(...make())).rejects.toMatchObject({ argument });
    });
  }

  test("borrows what it accepts", async () => {
    const [embeddings, labels] = [np.ones([3, 2]), int32([1, 0, 1])];
    await validateTolerance(embeddings, labels);
    expect(await tolerance(embeddings, labels).jsAsync()).toBeCloseTo(1, 6);
  });
});
