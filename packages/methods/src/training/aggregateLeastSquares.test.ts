import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { interpolatedAggregateLoss } from "../losses/index.ts";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import {
  aggregateLeastSquares,
  type AggregateLeastSquaresOptions,
  validateAggregateLeastSquares,
} from "./aggregateLeastSquares.ts";

const wave = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, i) => 2 * Math.sin(1 + 3.7 * i + 0.3 * i * i + seed));
const makeInputs = (seed: number): InputValues[] => [
  { shape: [12, 3], values: wave(36, seed) },
  { shape: [4], values: wave(4, seed + 1) },
];
const rows = () => np.ones([12, 3]);
const means = () => np.ones([4]);
const options = { bagSize: 3, rho: 0.5 };
const badCall = (name: string, argument: string, call: () => unknown): BadCall => ({ name, argument, call });
const withOptions = (changed: Partial<AggregateLeastSquaresOptions>) => () =>
  aggregateLeastSquares(rows(), means(), { ...options, ...changed });
const badCalls = [
  badCall("a vector of features", "features", () => aggregateLeastSquares(np.ones([12]), means(), options)),
  badCall("no rows", "features", () => aggregateLeastSquares(np.ones([0, 3]), np.ones([0]), options)),
  badCall("integer features", "features", () =>
    aggregateLeastSquares(rows().astype(DType.Int32), means(), options),
  ),
  badCall("fewer rows than columns", "features", () =>
    aggregateLeastSquares(np.ones([3, 4]), np.ones([1]), options),
  ),
  badCall("a target for each row", "bagTargets", () => aggregateLeastSquares(rows(), np.ones([12]), options)),
  badCall("targets of another dtype", "bagTargets", () =>
    aggregateLeastSquares(rows(), means().astype(DType.Float64), options),
  ),
  ...[0, 5, 1.5, NaN].map((bagSize) => badCall(`bags of ${bagSize}`, "bagSize", withOptions({ bagSize }))),
  ...[-0.1, 1.1, NaN].map((rho) => badCall(`rho = ${rho}`, "rho", withOptions({ rho }))),
  badCall("rho = 0 with fewer bags than columns", "rho", () =>
    aggregateLeastSquares(rows(), np.ones([2]), { bagSize: 6, rho: 0 }),
  ),
];

for (const [bagSize, rho] of [
  [3, 0],
  [3, 0.3],
  [3, 1],
  [1, 0.5],
] as const) {
  // prettier-ignore
  describe(`bags of ${bagSize}, rho = ${rho}`, () => {
    const spec = {
      name: "aggregateLeastSquares",
      apply: (features?: Array, bagTargets?: Array) =>
        aggregateLeastSquares(features!, bagTargets!, { bagSize, rho }),
      makeInputs: (seed: number) => [
        makeInputs(seed)[0]!,
        { shape: [12 / bagSize], values: wave(12 / bagSize, seed + 1) },
      ],
      shape: [3],
      differentiable: [0, 1],
      traceable: false,
      float32Tolerance: 1e-3,
      badCalls: rho === 0.3 ? badCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
}

describe("values", () => {
  const array = ({ shape, values }: InputValues) => np.array(Float64Array.from(values), { shape });
  const solve = async (features: Array, targets: Array, bagSize: number, rho: number) => [
    ...(await aggregateLeastSquares(features, targets, { bagSize, rho }).data()),
  ];

  test.each([0, 0.2, 1])("rho = %s minimises the interpolated loss", async (rho) => {
    const [features, targets] = makeInputs(7).map(array) as [Array, Array];
    const theta = aggregateLeastSquares(features.ref, targets.ref, { bagSize: 3, rho });
    const loss = (x: Array) =>
      interpolatedAggregateLoss(np.matmul(features.ref, x).reshape([4, 3]), targets.ref, { rho });
    const slope = await grad(loss)(theta).data();
    for (const value of slope) expect(value).toBeCloseTo(0, 10);
  });

  test("recover the parameters of exact bag means without instance weight, shrunk with it", async () => {
    const [features] = makeInputs(3).map(array) as [Array];
    const theta = [1, -2, 0.5];
    const responses = np.matmul(features.ref, np.array(Float64Array.from(theta)));
    const bagMeans = responses.reshape([4, 3]).mean(1);
    const exact = await solve(features.ref, bagMeans.ref, 3, 0);
    exact.forEach((value, i) => expect(value).toBeCloseTo(theta[i]!, 9));
    const shrunk = await solve(features, bagMeans, 3, 1);
    expect(Math.hypot(...shrunk)).toBeLessThan(Math.hypot(...theta));
  });

  test("solve as many bags as columns, where the system is at its worst", async () => {
    const [features] = makeInputs(5).map(array) as [Array];
    const theta = [1, -2, 0.5];
    const bagMeans = np
      .matmul(features.ref, np.array(Float64Array.from(theta)))
      .reshape([3, 4])
      .mean(1);
    const found = await solve(features, bagMeans, 4, 0);
    found.forEach((value, i) => expect(value).toBeCloseTo(theta[i]!, 6));
  });

  test("one bag of all rows has a solution for rho > 0", async () => {
    const [features] = makeInputs(2).map(array) as [Array];
    const found = await solve(features, np.array(Float64Array.of(1)), 12, 0.5);
    expect(found.every(Number.isFinite)).toBe(true);
  });
});

describe("validateAggregateLeastSquares", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [features, targets] = [np.eye(3), np.ones([3])];
    await validateAggregateLeastSquares(features, targets, { bagSize: 1, rho: 0 });
    const theta = await aggregateLeastSquares(features, targets, { bagSize: 1, rho: 0 }).jsAsync();
    for (const value of theta) expect(value).toBeCloseTo(1, 6);
  });

  test("names values that are not finite", async () => {
    const check = (first: number, target: number) =>
      validateAggregateLeastSquares(np.array([[first], [1]]), np.array([target]), { bagSize: 2, rho: 1 });
    await expect(check(NaN, 1)).rejects.toMatchObject({ argument: "features" });
    await expect(check(1, Infinity)).rejects.toMatchObject({ argument: "bagTargets" });
  });
});
