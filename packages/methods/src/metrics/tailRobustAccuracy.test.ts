import { numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { tailRobustAccuracy } from "./tailRobustAccuracy.ts";

const ten = [0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.6, 0.4, 0.5, 1];

describe("tailRobustAccuracy", () => {
  test("averages the three worst of ten classes", () => {
    expect(tailRobustAccuracy(ten)).toBeCloseTo(0.2, 12);
    expect(tailRobustAccuracy(Float64Array.from(ten))).toBeCloseTo(0.2, 12);
    expect(ten[0]).toBe(0.9);
  });

  test.each([
    [1, 0.55],
    [0.01, 0.1],
    [0.14, 0.1],
    [0.15, 0.15],
    [0.25, 0.2],
    [0.5, 0.3],
  ])("rounds a fraction of %d to whole classes, at least one", (fraction, expected) => {
    expect(tailRobustAccuracy(ten, { fraction })).toBeCloseTo(expected, 12);
  });

  test("takes one class, and arrays of either precision, which it frees", async () => {
    expect(tailRobustAccuracy([0.4])).toBe(0.4);
    const run = () => {
      expect(tailRobustAccuracy(np.array(ten))).toBeCloseTo(0.2, 6);
      expect(tailRobustAccuracy(np.array(Float64Array.from(ten)))).toBeCloseTo(0.2, 12);
    };
    run();
    expect(await leakedBuffers(run)).toBe(0);
  });

  test.each([0, -0.1, 1.01, NaN])("refuses the fraction %d", (fraction) => {
    expect(() => tailRobustAccuracy(ten, { fraction })).toThrow(/fraction/);
  });

  test.each([
    ["no classes", []],
    ["an empty array", np.zeros([0])],
    ["a class without examples", [0.5, NaN]],
    ["such a class in an array", np.array([0.5, NaN])],
    ["a matrix", np.ones([2, 2])],
    ["integers", np.array(Int32Array.of(1, 0))],
    ["a scalar", np.ones([])],
    ["a number", 0.5],
    ["nothing", undefined],
    ["null", null],
  ])("refuses %s", (_name, values) => {
    const error = expect.objectContaining({ name: "InvalidArgumentError", argument: "perClassAccuracy" });
    expect(() => tailRobustAccuracy(values as never)).toThrow(error);
  });
});
