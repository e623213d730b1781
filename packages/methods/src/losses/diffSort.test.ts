import { type Array, defaultDevice, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { diffSort, type DiffSortOptions, validateDiffSort } from "./diffSort.ts";

const rows = (seed: number, batch: number, m: number): InputValues => ({
  shape: [batch, m],
  values: Float64Array.from({ length: batch * m }, (_, i) => 1.5 * Math.sin(1 + 7.3 * i + 3.1 * seed)),
});
const scoresOf = ({ shape, values }: InputValues) => np.array(Float64Array.from(values)).reshape(shape);

/** Value and permutation, read; consumes the scores. */
async function sorted(scores: Array, options: DiffSortOptions) {
  const { value, permutation } = diffSort(scores, options);
  return {
    value: (await value.jsAsync()) as number[][],
    permutation: (await permutation.jsAsync()) as number[][][],
  };
}

const valueAlone = (scores: Array, options: DiffSortOptions) => {
  const { value, permutation } = diffSort(scores, options);
  permutation.dispose();
  return value;
};

const badCalls: BadCall[] = [
  { name: "a single row of rank 1", call: () => diffSort(np.ones([3])), argument: "scores" },
  { name: "an empty batch", call: () => diffSort(np.ones([0, 3])), argument: "scores" },
  { name: "one score", call: () => diffSort(np.ones([2, 1])), argument: "scores" },
  { name: "integers", call: () => diffSort(np.ones([2, 2]).astype(np.int32)), argument: "scores" },
  ...(
    [
      ["a steepness of 0", { steepness: 0 }, "steepness"],
      ["an unknown network", { network: "merge" as "bitonic" }, "network"],
      ["an unknown distribution", { distribution: "uniform" as "cauchy" }, "distribution"],
    ] as [string, DiffSortOptions, string][]
  ).map(([name, options, argument]) => ({ name, call: () => diffSort(np.ones([2, 3]), options), argument })),
];

const variants: Record<string, DiffSortOptions> = {
  "odd-even, Cauchy": {},
  "bitonic, logistic": { network: "bitonic", distribution: "logistic", steepness: 2 },
  "odd-even, reciprocal": { distribution: "reciprocal", steepness: 3 },
  "bitonic, Gaussian": { network: "bitonic", distribution: "gaussian", steepness: 1 },
  "odd-even, optimal": { distribution: "optimal", steepness: 1 },
};
for (const [name, options] of Object.entries(variants)) {
  describe(name, () => {
    const checks = methodChecks({
      name,
      apply: (scores) => {
        const { value, permutation } = diffSort(scores!, options);
        // The columns of a permutation sum to 1: squares make its gradient worth looking at.
        return np.concatenate([value, np.square(permutation).reshape([2, 25])], 1);
      },
      makeInputs: (seed) => [rows(seed, 2, 5)],
      shape: [2, 30],
      differentiable: [0],
      gradientTolerance: 1e-5,
      badCalls,
    });
    for (const check of checks) test(check.name, check.run);
  });
}

describe.each(["oddEven", "bitonic"] as const)("%s", (network) => {
  test.each([2, 3, 6, 8, 11, 16])("sorts %i scores exactly when it is steep", async (m) => {
    const scores = rows(1, 3, m);
    const { value } = await sorted(scoresOf(scores), { network, steepness: 1e6 });
    for (const [row, got] of value.entries()) {
      const expected = [...Float64Array.from(scores.values).slice(row * m, (row + 1) * m)].sort(
        (a, b) => a - b,
      );
      for (const [at, x] of got.entries()) expect(x).toBeCloseTo(expected[at]!, 4);
    }
  });

  test.each(["cauchy", "logistic", "reciprocal", "gaussian", "optimal"] as const)(
    "makes a doubly stochastic matrix that maps the scores to their sorted values (%s)",
    async (distribution) => {
      const scores = rows(2, 2, 6);
      const { value, permutation } = await sorted(scoresOf(scores), { network, distribution, steepness: 2 });
      for (const [row, matrix] of permutation.entries()) {
        for (let at = 0; at < 6; at++) {
          expect(matrix[at]!.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
          expect(matrix.reduce((sum, items) => sum + items[at]!, 0)).toBeCloseTo(1, 6);
          const mapped = matrix.reduce(
            (sum, items, item) => sum + items[at]! * scores.values[row * 6 + item]!,
            0,
          );
          expect(value[row]![at]).toBeCloseTo(mapped, 6);
        }
        expect(Math.min(...matrix.flat())).toBeGreaterThanOrEqual(0);
      }
    },
  );

  test("moves with the scores", async () => {
    const { value } = await sorted(scoresOf(rows(3, 1, 6)), { network });
    const moved = await sorted(scoresOf(rows(3, 1, 6)).add(2.5), { network });
    for (const [at, x] of moved.value[0]!.entries()) expect(x).toBeCloseTo(value[0]![at]! + 2.5, 6);
  });

  test("stays finite for scores of ±10⁴, equal ones among them, also in its gradient", async () => {
    const scores = [1e4, -1e4, 1e4, 0, -1e4, 0];
    for (const distribution of ["cauchy", "logistic", "reciprocal", "gaussian", "optimal"] as const) {
      const options = { network, distribution, steepness: 50 };
      const { value } = await sorted(np.array([scores]), options);
      for (const [at, x] of value[0]!.entries()) {
        expect(Math.abs(x - scores.toSorted((a, b) => a - b)[at]!)).toBeLessThan(
          distribution === "reciprocal" || distribution === "optimal" ? 10 : 1,
        );
      }
      const total = (x: Array) => np.square(valueAlone(x, options)).sum();
      const gradient: number[][] = await (grad(total)(np.array([scores])) as Array).jsAsync();
      expect(gradient.flat().every(Number.isFinite)).toBe(true);
    }
  });
});

test("a comparator mixes by the probability that its order is right", async () => {
  const alphas = {
    cauchy: Math.atan(2) / Math.PI + 0.5,
    logistic: 1 / (1 + Math.exp(-2)),
    reciprocal: (2 / 4 + 1) / 2,
    gaussian: 0.977249868,
    optimal: 1 - 1 / 32,
  };
  for (const [distribution, alpha] of Object.entries(alphas)) {
    const options = { distribution: distribution as "cauchy", steepness: 0.5 };
    const { value, permutation } = await sorted(np.array([[1, 5]]), options);
    expect(permutation[0]![0]![0]).toBeCloseTo(alpha, 5);
    expect(permutation[0]![0]![1]).toBeCloseTo(1 - alpha, 5);
    expect(value[0]![0]).toBeCloseTo(alpha + 5 * (1 - alpha), 5);
    expect(value[0]![1]).toBeCloseTo(1 - alpha + 5 * alpha, 5);
  }
});

test("takes odd-even, Cauchy and steepness 10 unless told", async () => {
  const expected = await sorted(scoresOf(rows(4, 2, 5)), {
    network: "oddEven",
    distribution: "cauchy",
    steepness: 10,
  });
  expect(await sorted(scoresOf(rows(4, 2, 5)), {})).toEqual(expected);
});

test("the optimal distribution has a gradient on both sides of its corners", async () => {
  const device = defaultDevice();
  defaultDevice("cpu");
  const slopeAt = async (gap: number) => {
    const low = (x: Array) => valueAlone(x, { distribution: "optimal", steepness: 1 }).slice([], 0).sum();
    const scores = np.array(Float64Array.from([0, gap])).reshape([1, 2]);
    return ((await (grad(low)(scores) as Array).jsAsync()) as number[][])[0]![1]!;
  };
  // The minimum of 0 and b is (1 − F(b)) b.
  expect(await slopeAt(0.1)).toBeCloseTo(0.5 - 2 * 0.1, 6);
  expect(await slopeAt(1)).toBeCloseTo(0, 6);
  expect(await slopeAt(-1)).toBeCloseTo(1, 6);
  defaultDevice(device);
});

describe("validateDiffSort", () => {
  test("refuses what diffSort refuses, and scores that are not finite", async () => {
    await expect(validateDiffSort(np.ones([3]))).rejects.toMatchObject({ argument: "scores" });
    await expect(validateDiffSort(np.array([[1, NaN]]))).rejects.toMatchObject({ argument: "scores" });
  });

  test("borrows what it accepts", async () => {
    const scores = np.array([[2, 1]]);
    await validateDiffSort(scores, { steepness: 2 });
    expect((await sorted(scores, {})).value[0]).toHaveLength(2);
  });
});
