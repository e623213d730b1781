import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { klDroLoss, validateKlDroLoss } from "./klDroLoss.ts";

const makeInputs = (seed: number): InputValues[] => [
  { shape: [5], values: Float64Array.from({ length: 5 }, (_, i) => 1 + Math.sin(2.7 * i + seed)) },
];
const badCall = (name: string, argument: string, losses: () => Array, r = 1): BadCall => ({
  name,
  argument,
  call: () => klDroLoss(losses(), { r }),
});
const badCalls = [
  badCall("r = 0", "r", () => np.ones([2]), 0),
  badCall("a negative r", "r", () => np.ones([2]), -1),
  badCall("an infinite r", "r", () => np.ones([2]), Infinity),
  badCall("no losses", "losses", () => np.zeros([0])),
  badCall("a matrix", "losses", () => np.ones([2, 2])),
  badCall("integers", "losses", () => np.array(Int32Array.of(1, 2))),
];

describe.each([0.25, 1, 30, 1000])("r = %d", (r) => {
  const spec = {
    name: "klDroLoss",
    apply: (losses?: Array) => klDroLoss(losses!, { r }),
    makeInputs,
    shape: [],
    differentiable: [0],
    batchInputs: [0],
    badCalls: r === 1 ? badCalls : [],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

const losses = [0.2, 3, 1, 1.5];
const valueAt = async (r: number, of = losses) => (await klDroLoss(np.array(of), { r }).data())[0]!;

describe("the value", () => {
  test("goes from the largest loss to the mean as r grows", async () => {
    const values = [];
    for (const r of [1e-3, 0.1, 1, 10, 1e4]) values.push(await valueAt(r));
    expect(values[0]).toBeCloseTo(3, 2);
    expect(values.at(-1)).toBeCloseTo(1.425, 3);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
  });

  test("is what the maximising weights earn", async () => {
    const gradient = await (grad((x: Array) => klDroLoss(x, { r: 0.7 }))(np.array(losses)) as Array).data();
    const weights = [...gradient];
    const earned = weights.reduce((sum, w, i) => sum + w * losses[i]! - 0.7 * w * Math.log(4 * w), 0);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    expect(await valueAt(0.7)).toBeCloseTo(earned, 5);
    const uniform = losses.reduce((sum, l) => sum + l / 4, 0);
    expect(earned).toBeGreaterThan(uniform);
  });

  test("moves with a common shift, and is the loss itself for one example", async () => {
    expect(await valueAt(1, losses.map((l) => l + 50))).toBeCloseTo((await valueAt(1)) + 50, 4); // prettier-ignore
    expect(await valueAt(0.3, [2.5])).toBe(2.5);
  });

  test("neither over- nor underflows at ±1e4", async () => {
    for (const r of [0.1, 1, 100]) {
      expect(await valueAt(r, [1e4, -1e4])).toBeCloseTo(1e4 - r * Math.log(2), 1);
      const slope = grad((x: Array) => klDroLoss(x, { r }))(np.array([1e4, -1e4])) as Array;
      expect([...(await slope.data())]).toEqual([1, 0]);
    }
  });
});

test("validateKlDroLoss names a loss that is not finite", async () => {
  await expect(validateKlDroLoss(np.array([1, NaN]))).rejects.toThrow(/losses: .*NaN at flat index 1/);
  await expect(validateKlDroLoss(np.array(losses))).resolves.toBeUndefined();
});
