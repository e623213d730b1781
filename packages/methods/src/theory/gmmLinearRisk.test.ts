import { type Array, jit, numpy as np, random } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, methodChecks } from "../testing/index.ts";
import { gmmLinearRisk } from "./gmmLinearRisk.ts";

const badCall = (name: string, argument: string, theta: Array, mu: Array, sigma = 1): BadCall => ({
  name,
  argument,
  call: () => gmmLinearRisk(theta, mu, { sigma }),
});
const badCalls = [
  badCall("a matrix", "theta", np.ones([2, 2]), np.ones([2])),
  badCall("no coordinates", "theta", np.zeros([0]), np.zeros([0])),
  badCall("an integer classifier", "theta", np.ones([2]).astype(np.int32), np.ones([2])),
  badCall("a classifier of zeros", "theta", np.zeros([2]), np.ones([2])),
  badCall("a classifier with a NaN", "theta", np.array([NaN, 1]), np.ones([2])),
  badCall("a mean of another length", "mu", np.ones([2]), np.ones([3])),
  badCall("an integer mean", "mu", np.ones([2]), np.ones([2]).astype(np.int32)),
  badCall("an infinite mean", "mu", np.ones([2]), np.array([Infinity, 1])),
  badCall("no spread", "sigma", np.ones([2]), np.ones([2]), 0),
  badCall("a negative spread", "sigma", np.ones([2]), np.ones([2]), -1),
];

describe("gmmLinearRisk", () => {
  const spec = {
    name: "gmmLinearRisk",
    apply: (theta?: Array, mu?: Array) => {
      const dtype = theta!.dtype;
      return np.array(Float64Array.of(gmmLinearRisk(theta!, mu!, { sigma: 0.8 }))).astype(dtype);
    },
    makeInputs: (seed: number) => [1, 2].map((i) => ({ shape: [3], values: [i, seed - i, 0.3 * i] })),
    shape: [1],
    traceable: false,
    badCalls,
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);

  const risk = (theta: number[], mu: number[], sigma = 1) =>
    gmmLinearRisk(np.array(Float64Array.from(theta)), np.array(Float64Array.from(mu)), { sigma });

  test.each([
    [0, 0.5],
    [1, 0.15865525393145707],
    [2.4, 0.008197535924596131],
    [2.6, 0.004661188023718732],
    [6, 9.865876450376946e-10],
    [-1.5, 0.9331927987311419],
  ])("is the normal tail beyond %d", (distance, tail) => {
    expect(risk([2, 0], [distance, 7]) / tail).toBeCloseTo(1, 12);
  });

  test("does not depend on the length of the classifier, nor on a common scale", () => {
    const expected = risk([1, 2], [0.3, 0.1], 0.7);
    for (const scale of [1e-200, 1e-4, 1e200]) {
      expect(risk([scale, 2 * scale], [0.3, 0.1], 0.7)).toBeCloseTo(expected, 12);
    }
    expect(risk([1, 2], [3e4, 1e4], 7e4)).toBeCloseTo(expected, 12);
  });

  test("goes to 0, or to 1 for the mirror image, as the clouds part", () => {
    expect(risk([1], [1e4])).toBe(0);
    expect(risk([-1], [1e4])).toBe(1);
    expect(risk([1], [0.5]) + risk([-1], [0.5])).toBe(1);
  });

  test("is the share of errors on many draws", async () => {
    const count = 40_000;
    const draws = random.normal(random.key(3), [count, 2]).add(np.array([0.6, -0.2]));
    const wrong = np.matmul(draws, np.array([1, 1])).less(0);
    const share = (await np.where(wrong, np.ones([]), 0).mean().jsAsync()) as number;
    expect(Math.abs(share - risk([1, 1], [0.6, -0.2]))).toBeLessThan(0.01);
  });

  test("keeps arrays that it refuses", async () => {
    const [theta, mu] = [np.zeros([2]), np.ones([2])];
    expect(() => gmmLinearRisk(theta, mu, { sigma: 1 })).toThrow(/theta/);
    expect(await theta.jsAsync()).toEqual([0, 0]);
    expect(await mu.jsAsync()).toEqual([1, 1]);
  });

  test("cannot be part of a program", () => {
    const traced = jit((theta: Array) => theta.mul(gmmLinearRisk(theta.ref, theta.ref, { sigma: 1 })));
    expect(() => traced(np.ones([2]))).toThrow();
  });
});
