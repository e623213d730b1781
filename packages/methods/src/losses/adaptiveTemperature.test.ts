import { type Array, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type InputValues, methodChecks } from "../testing/index.ts";
import {
  adaptiveTemperature,
  type AdaptiveTemperatureOptions,
  validateAdaptiveTemperature,
} from "./adaptiveTemperature.ts";

const wave = (seed: number, shape: number[]): InputValues => ({
  shape,
  values: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
    Math.sin(1 + 7.3 * i + 3.1 * seed + (i % 3)),
  ),
});
const array = (seed: number, shape: number[]) =>
  np.array(Float64Array.from(wave(seed, shape).values)).reshape(shape);
const layer = (q = 4, d = 3) => ({ weight: array(3, [q, d]), bias: array(4, [q]) });

const inputs = (): [Array, Array] => [np.ones([3, 2]), np.ones([2, 2])];
const plain = () => ({ weight: np.ones([4, 2]), bias: np.ones([4]) });
const badOptions: [string, AdaptiveTemperatureOptions, string][] = [
  ["a lower bound of 0", { tauMin: 0 }, "tauMin"],
  ["bounds that are equal", { tauMin: 0.2, tauMax: 0.2 }, "tauMax"],
  ["an upper bound below the default lower one", { tauMax: 0.01 }, "tauMax"],
  ["an infinite upper bound", { tauMax: Infinity }, "tauMax"],
];
const badCalls = [
  { name: "a vector", call: () => adaptiveTemperature(np.ones([2]), np.ones([2, 2]), plain()), argument: "a" },
  { name: "no rows", call: () => adaptiveTemperature(np.ones([0, 2]), np.ones([2, 2]), plain()), argument: "a" },
  { name: "other dimensions", call: () => adaptiveTemperature(np.ones([3, 2]), np.ones([2, 3]), plain()), argument: "b" },
  {
    name: "integers",
    call: () => adaptiveTemperature(np.ones([3, 2]), np.ones([2, 2]).astype(np.int32), plain()),
    argument: "b",
  },
  {
    name: "a weight for other dimensions",
    call: () => adaptiveTemperature(...inputs(), { ...plain(), weight: np.ones([4, 3]) }),
    argument: "weight",
  },
  {
    name: "a bias of another length",
    call: () => adaptiveTemperature(...inputs(), { ...plain(), bias: np.ones([3]) }),
    argument: "bias",
  },
  { name: "no layer", call: () => adaptiveTemperature(...inputs(), undefined as never), argument: "layer" },
  ...badOptions.map(([name, options, argument]) => ({
    name,
    call: () => adaptiveTemperature(...inputs(), plain(), options),
    argument,
  })),
]; // prettier-ignore

const variants: Record<string, AdaptiveTemperatureOptions> = {
  "by default": {},
  "other bounds, not normalised": { tauMin: 0.01, tauMax: 2, normalize: false },
};
for (const [name, options] of Object.entries(variants)) {
  describe(name, () => {
    const checks = methodChecks({
      name,
      apply: (a, b, weight, bias) => adaptiveTemperature(a!, b!, { weight: weight!, bias: bias! }, options),
      makeInputs: (seed) => [wave(seed, [3, 3]), wave(seed + 0.5, [2, 3]), wave(2, [4, 3]), wave(3, [4])],
      shape: [3, 2],
      differentiable: [0, 1, 2, 3],
      gradientTolerance: 1e-4,
      badCalls,
    });
    for (const check of checks) test(check.name, check.run);
  });
}

test("is the same for a pair in either order", async () => {
  const z = array(1, [4, 3]);
  const tau = adaptiveTemperature(z.ref, z, layer());
  const difference = tau.ref.sub(tau.transpose());
  expect(await np.max(np.abs(difference)).jsAsync()).toBeLessThan(1e-9);
});

test("lies in the middle of the bounds for a layer of zeros", async () => {
  const silent = { weight: np.zeros([4, 3]), bias: np.zeros([4]) };
  const values: number[][] = await adaptiveTemperature(array(1, [2, 3]), array(2, [2, 3]), silent).jsAsync();
  for (const value of values.flat()) expect(value).toBeCloseTo(0.275, 6);
});

test("is the formula, pair by pair", async () => {
  const weight = np.array([[2, 0], [0, 1], [1, 1]]); // prettier-ignore
  const bias = np.array([0, 0.5, -1]);
  // φ([1, 0]) = [2, 0.5, 0], φ([0, 1]) = [0, 1.5, 0]; inner products 4.25 and 0.75, q = 3.
  const values: number[][] = await adaptiveTemperature(
    np.array([[3, 0]]),
    np.array([[5, 0], [0, 2]]), // prettier-ignore
    { weight, bias },
    { tauMin: 0.1, tauMax: 1.1 },
  ).jsAsync();
  const expected = [4.25, 0.75].map((inner) => 0.1 + 1 / (1 + Math.exp(-inner / Math.sqrt(3))));
  expected.forEach((value, at) => expect(values[0]![at]).toBeCloseTo(value, 5));
});

test("stays within its bounds for weights of ±1e4", async () => {
  const options = { tauMin: 0.05, tauMax: 0.5 };
  const weight = np.array([[1e4, -1e4]]);
  const rows = () => np.array([[1, 0], [0, 1]]); // prettier-ignore
  const values = await adaptiveTemperature(
    rows(),
    rows(),
    { weight, bias: np.zeros([1]) },
    options,
  ).jsAsync();
  expect(values[0][0]).toBeCloseTo(0.5, 6);
  expect(values[0][1]).toBeCloseTo(0.05, 6);
});

describe("validateAdaptiveTemperature", () => {
  test.each([
    ["a", "a row of zeros", np.zeros([3, 2]), {}],
    ["a", "a NaN", np.array([[NaN, 1]]), {}],
    [
      "weight",
      "an infinite weight",
      np.ones([1, 2]),
      { weight: np.array([[1, Infinity]]), bias: np.ones([1]) },
    ],
    ["bias", "a NaN in the bias", np.ones([1, 2]), { weight: np.ones([1, 2]), bias: np.array([NaN]) }],
  ])("blames %s for %s", async (argument, _what, a, given) => {
    await expect(
      validateAdaptiveTemperature(a, np.ones([2, 2]), { ...plain(), ...given }),
    ).rejects.toMatchObject({ argument });
  });

  test("borrows what it accepts, zeros included where nothing is normalised", async () => {
    const [z, given] = [np.zeros([2, 2]), plain()];
    await validateAdaptiveTemperature(z, z, given, { normalize: false });
    expect(adaptiveTemperature(z.ref, z, given, { normalize: false }).shape).toEqual([2, 2]);
  });
});
