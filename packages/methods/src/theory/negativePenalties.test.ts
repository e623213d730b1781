import { type Array, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type InputValues, methodChecks } from "../testing/index.ts";
import { negativePenalties, validateNegativePenalties } from "./negativePenalties.ts";

const similarities = (seed: number, n: number, m: number): InputValues => ({
  shape: [n, m],
  values: Float64Array.from({ length: n * m }, (_, i) => Math.sin(1 + 7.3 * i + 3.1 * seed)),
});
const float64 = (values: number[][]) =>
  np.array(Float64Array.from(values.flat())).reshape([values.length, values[0]!.length]);
const int32 = (values: number[]) => np.array(Int32Array.from(values));

describe("battery", () => {
  const checks = methodChecks({
    name: "negativePenalties",
    apply: (s, positives) => negativePenalties(s!, { temperature: 0.2, positives: positives! }),
    makeInputs: (seed) => [similarities(seed, 3, 4), { shape: [3], values: [3, 3, 1], kind: "int32" }],
    shape: [3, 4],
    differentiable: [0],
    badCalls: [
      {
        name: "a vector",
        call: () => negativePenalties(np.ones([3]), { temperature: 1 }),
        argument: "similarities",
      },
      {
        name: "one key",
        call: () => negativePenalties(np.ones([1, 1]), { temperature: 1 }),
        argument: "similarities",
      },
      {
        name: "more anchors than keys",
        call: () => negativePenalties(np.ones([3, 2]), { temperature: 1 }),
        argument: "similarities",
      },
      {
        name: "integers",
        call: () => negativePenalties(np.ones([2, 2]).astype(np.int32), { temperature: 1 }),
        argument: "similarities",
      },
      {
        name: "temperature 0",
        call: () => negativePenalties(np.ones([2, 2]), { temperature: 0 }),
        argument: "temperature",
      },
      {
        name: "positives of another length",
        call: () => negativePenalties(np.ones([2, 2]), { temperature: 1, positives: int32([0]) }),
        argument: "positives",
      },
    ],
  });
  for (const check of checks) test(check.name, check.run);
});

const row = [0.9, 0.4, 0.1, -0.3, 0.35];
const penaltiesOf = async (temperature: number): Promise<number[]> =>
  (await negativePenalties(float64([row]), { temperature }).jsAsync())[0];

test("are a Boltzmann distribution over the negatives, 0 at the positive", async () => {
  const penalties = await penaltiesOf(0.2);
  const weights = row.map((s, j) => (j === 0 ? 0 : Math.exp(s / 0.2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  expect(penalties[0]).toBe(0);
  for (const [j, weight] of weights.entries()) expect(penalties[j]).toBeCloseTo(weight / total, 6);
});

test("spread out as the temperature grows: the entropy never falls", async () => {
  let last = -Infinity;
  for (const temperature of [0.01, 0.03, 0.1, 0.3, 1, 3, 100]) {
    const penalties = await penaltiesOf(temperature);
    const entropy = -penalties.reduce((sum, r) => sum + (r > 0 ? r * Math.log(r) : 0), 0);
    expect(entropy).toBeGreaterThanOrEqual(last);
    last = entropy;
  }
  expect(last).toBeCloseTo(Math.log(4), 4);
});

test("fall on the hardest negative alone as the temperature vanishes", async () => {
  const penalties = await penaltiesOf(1e-3);
  expect(penalties.map((r) => Number(r.toFixed(6)))).toEqual([0, 1, 0, 0, 0]);
});

test("stay finite and sum to 1 for similarities of ±1e4", async () => {
  const extreme = np.array([[1e4, -1e4, 0, -1e4]]);
  const [penalties] = await negativePenalties(extreme, { temperature: 0.05 }).jsAsync();
  expect(penalties).toEqual([0, 0, 1, 0]);
});

describe("validateNegativePenalties", () => {
  const cases: [string, () => [Array, { temperature: number; positives?: Array }], string][] = [
    ["whatever the function refuses", () => [np.ones([2, 2]), { temperature: -1 }], "temperature"],
    ["values that are no numbers", () => [np.array([[NaN, 1]]), { temperature: 1 }], "similarities"],
    [
      "positives out of range",
      () => [np.ones([1, 2]), { temperature: 1, positives: int32([2]) }],
      "positives",
    ],
  ];
  for (const [name, make, argument] of cases) {
    test(`refuses ${name}`, async () => {
      await expect(validateNegativePenalties(...make())).rejects.toMatchObject({ argument });
    });
  }

  test("borrows what it accepts", async () => {
    const s = np.ones([1, 3]);
    await validateNegativePenalties(s, { temperature: 1 });
    expect(await negativePenalties(s, { temperature: 1 }).jsAsync()).toEqual([[0, 0.5, 0.5]]);
  });
});
