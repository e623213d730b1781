import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, methodChecks } from "../testing/index.ts";
import { normalizedMeanError, validateNormalizedMeanError } from "./normalizedMeanError.ts";

const wave = (seed: number) =>
  Float64Array.from({ length: 24 }, (_, i) => Math.sin(1.3 * i + 0.4 * i * i + seed));
const eyes = { left: 0, right: 2 };

const badCall = (
  name: string,
  argument: string,
  {
    predictions,
    landmarks,
    ...options
  }: { predictions?: Array; landmarks?: Array; left?: number; right?: number },
): BadCall => ({
  name,
  argument,
  call: () =>
    normalizedMeanError(predictions ?? np.zeros([2, 6]), landmarks ?? np.zeros([2, 6]), {
      ...eyes,
      ...options,
    }),
});
const spec = {
  name: "normalizedMeanError",
  apply: (predictions?: Array, landmarks?: Array) => normalizedMeanError(predictions!, landmarks!, eyes),
  makeInputs: (seed: number) => [
    { shape: [4, 6], values: wave(seed) },
    { shape: [4, 6], values: wave(seed + 1) },
  ],
  shape: [],
  differentiable: [0, 1],
  batchInputs: [0, 1],
  badCalls: [
    badCall("an odd number of coordinates", "predictions", {
      predictions: np.zeros([2, 5]),
      landmarks: np.zeros([2, 5]),
    }),
    badCall("unequal shapes", "landmarks", { landmarks: np.zeros([2, 4]) }),
    badCall("a vector", "predictions", { predictions: np.zeros([6]) }),
    badCall("no faces", "predictions", { predictions: np.zeros([0, 6]), landmarks: np.zeros([0, 6]) }),
    badCall("integers", "predictions", { predictions: np.zeros([2, 6]).astype(DType.Int32) }),
    badCall("integers for the truth", "landmarks", { landmarks: np.zeros([2, 6]).astype(DType.Int32) }),
    badCall("a negative index", "left", { left: -1 }),
    badCall("an index out of range", "right", { right: 3 }),
    badCall("half an index", "left", { left: 0.5 }),
    badCall("the same corner twice", "right", { right: 0 }),
    badCall("no index", "left", { left: undefined as never }),
  ],
};
describe("normalizedMeanError", () => {
  for (const check of methodChecks(spec)) test(check.name, check.run);

  const value = async (p: number[][], g: number[][], options = eyes) =>
    (await normalizedMeanError(np.array(p), np.array(g), options).jsAsync()) as number;
  const face = [0, 0, 5, 5, 3, 4]; // Corners 5 apart.

  test("is the mean distance in hundredths of the distance of the eyes", async () => {
    const moved = [0, 1, 8, 9, 3, 4]; // Off by 1, 5 and 0.
    expect(await value([moved], [face])).toBeCloseTo((100 * 2) / 5, 4);
    expect(await value([moved, face], [face, face])).toBeCloseTo(20, 4);
    expect(await value([moved], [face], { left: 0, right: 1 })).toBeCloseTo(200 / Math.sqrt(50), 4);
  });

  test("does not depend on the unit, and is 0 for a perfect prediction", async () => {
    const scale = (by: number) => (x: number) => by * x;
    const moved = [1, 0, 5, 5, 3, 4];
    const plain = await value([moved], [face]);
    for (const by of [1e-4, 1e4]) {
      expect(await value([moved.map(scale(by))], [face.map(scale(by))])).toBeCloseTo(plain, 3);
    }
    expect(await value([face], [face])).toBe(0);
  });

  test("has the slope 0 where a point is exact", async () => {
    const slope = grad((p: Array) => normalizedMeanError(p, np.array([face]), eyes))(
      np.array([face]),
    ) as Array;
    expect([...(await slope.data())].every((x) => Math.abs(x) === 0)).toBe(true);
  });
});

test("validateNormalizedMeanError names what is not finite, and eyes that coincide", async () => {
  const sound = np.array([[0, 0, 1, 1, 2, 2]]);
  await validateNormalizedMeanError(sound, sound, eyes);
  const broken = np.array([[0, 0, 1, NaN, 2, 2]]);
  const closed = np.array([[1, 1, 0, 0, 1, 1]]);
  const refusal = (p: Array, g: Array) => expect(validateNormalizedMeanError(p, g, eyes)).rejects;
  await refusal(broken, sound).toMatchObject({ argument: "predictions" });
  await refusal(sound, broken).toMatchObject({ argument: "landmarks" });
  await refusal(sound, closed).toMatchObject({ argument: "landmarks" });
  for (const array of [sound, broken, closed]) array.dispose();
});
