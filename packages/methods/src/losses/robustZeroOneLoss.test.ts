import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import {
  robustZeroOneLoss,
  type RobustZeroOneOptions,
  validateRobustZeroOneLoss,
} from "./robustZeroOneLoss.ts";

/** Away from the kinks at 0 and where crossing stops to pay. */
const margins = [-1.5, -0.2, 0.3, 0.8, 1.1, 6];
const makeInputs = (seed: number): InputValues[] => [
  { shape: [6], values: margins.map((margin) => margin * (1 + 0.01 * seed)) },
];

const badCall = (
  name: string,
  argument: string,
  margin: () => Array,
  options: Partial<RobustZeroOneOptions> = {},
): BadCall => ({ name, argument, call: () => robustZeroOneLoss(margin(), { gamma: 1, ...options }) });
const two = () => np.ones([2]);
const badCalls = [
  badCall("a scalar", "margin", () => np.ones([])),
  badCall("a matrix", "margin", () => np.ones([2, 2])),
  badCall("an empty batch", "margin", () => np.zeros([0])),
  badCall("integers", "margin", () => np.array(Int32Array.of(1, 2))),
  badCall("a negative price", "gamma", two, { gamma: -0.1 }),
  badCall("a price NaN", "gamma", two, { gamma: NaN }),
  badCall("an unknown cost", "cost", two, { cost: "l1" as never }),
  badCall("an unknown reduction", "reduction", two, { reduction: "max" as never }),
];

for (const cost of ["l2", "l2sq"] as const) {
  for (const reduction of ["mean", "sum", "none"] as const) {
    describe(`${cost}, ${reduction}`, () => {
      const spec = {
        name: "robustZeroOneLoss",
        apply: (margin?: Array) => robustZeroOneLoss(margin!, { gamma: 0.7, cost, reduction }),
        makeInputs,
        shape: reduction === "none" ? [6] : [],
        differentiable: [0],
        ...(reduction !== "none" && { batchInputs: [0] }),
        badCalls: cost === "l2" && reduction === "mean" ? badCalls : [],
      };
      for (const check of methodChecks(spec)) test(check.name, check.run);
    });
  }
}

const lossesOf = async (values: number[], options: RobustZeroOneOptions) =>
  (await robustZeroOneLoss(np.array(values), { reduction: "none", ...options }).jsAsync()) as number[];

describe("values", () => {
  test.each(["l2", "l2sq"] as const)("%s is the best that the adversary can do", async (cost) => {
    const gamma = 0.6;
    const distances = globalThis.Array.from({ length: 4001 }, (_, i) => i / 1000);
    const transport = (distance: number) => (cost === "l2" ? distance : distance ** 2);
    const best = (margin: number) =>
      Math.max(...distances.map((moved) => (margin - moved <= 0 ? 1 : 0) - gamma * transport(moved)));
    const losses = await lossesOf(margins, { gamma, cost });
    margins.forEach((margin, i) => expect(losses[i]).toBeCloseTo(best(margin), 2));
  });

  test("counts a tie as wrong, and is 1 everywhere where moving is free", async () => {
    expect(await lossesOf([0], { gamma: 3 })).toEqual([1]);
    expect(await lossesOf([-5, 0, 5, 1e4], { gamma: 0 })).toEqual([1, 1, 1, 1]);
  });

  test("tends to the zero-one loss as moving becomes dear", async () => {
    expect(await lossesOf([-1, 0, 0.01, 1], { gamma: 1e4 })).toEqual([1, 1, 0, 0]);
  });

  test("is within bounds, with a finite gradient, at extreme margins", async () => {
    for (const cost of ["l2", "l2sq"] as const) {
      expect(await lossesOf([-1e4, 1e4, -1e30, 1e30], { gamma: 1, cost })).toEqual([1, 0, 1, 0]);
      const slope = grad((s: Array) => robustZeroOneLoss(s, { gamma: 1, cost, reduction: "sum" }));
      const values = await (slope(np.array([-1e4, 1e4, -1e30, 1e30])) as Array).data();
      expect([...values].every((value) => Math.abs(value) === 0)).toBe(true);
    }
  });

  test("has gradient 0 at both kinks", async () => {
    const slope = grad((s: Array) => robustZeroOneLoss(s, { gamma: 0.5, reduction: "sum" }));
    const values = [...(await (slope(np.array([0, 1, 2, 3])) as Array).data())];
    expect(values.map((value) => value + 0)).toEqual([0, -0.5, 0, 0]);
  });

  test("does not hide a margin that is no number", async () => {
    expect(await lossesOf([NaN, 1], { gamma: 0.5 })).toEqual([NaN, 0.5]);
  });
});

test("validateRobustZeroOneLoss names a margin that is not finite", async () => {
  await expect(validateRobustZeroOneLoss(np.array([1, NaN]))).rejects.toMatchObject({ argument: "margin" });
  const margin = np.array(margins);
  await validateRobustZeroOneLoss(margin);
  expect(await robustZeroOneLoss(margin, { gamma: 0 }).jsAsync()).toBe(1);
});
