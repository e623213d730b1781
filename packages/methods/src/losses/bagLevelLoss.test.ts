import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { bagLevelLoss, validateBagLevelLoss } from "./bagLevelLoss.ts";

const makeInputs = (seed: number): InputValues[] => [
  { shape: [3, 4], values: Float64Array.from({ length: 12 }, (_, i) => 2 * Math.sin(3.7 * i + seed)) },
  { shape: [3], values: [0.25, 1, 0] },
];
const bags = () => np.zeros([2, 3]);
const targets = () => np.zeros([2]);
const badCall = (name: string, argument: string, call: () => unknown): BadCall => ({ name, argument, call });
const badCalls = [
  badCall("predictions without bags", "predictions", () => bagLevelLoss(np.zeros([2]), targets())),
  badCall("no bags", "predictions", () => bagLevelLoss(np.zeros([0, 3]), np.zeros([0]))),
  badCall("empty bags", "predictions", () => bagLevelLoss(np.zeros([2, 0]), targets())),
  badCall("integer predictions", "predictions", () => bagLevelLoss(bags().astype(DType.Int32), targets())),
  badCall("a target too many", "bagTargets", () => bagLevelLoss(bags(), np.zeros([3]))),
  badCall("a target for each prediction", "bagTargets", () => bagLevelLoss(bags(), bags())),
  badCall("integer targets", "bagTargets", () => bagLevelLoss(bags(), targets().astype(DType.Int32))),
  badCall("an unknown loss", "loss", () => bagLevelLoss(bags(), targets(), { loss: "hinge" as never })),
  badCall("an unknown reduction", "reduction", () =>
    bagLevelLoss(bags(), targets(), { reduction: "max" as never }),
  ),
];

for (const loss of ["squared", "logistic"] as const) {
  for (const reduction of ["mean", "sum", "none"] as const) {
    describe(`${loss}, reduction ${reduction}`, () => {
      const spec = {
        name: "bagLevelLoss",
        apply: (predictions?: Array, means?: Array) =>
          bagLevelLoss(predictions!, means!, { loss, reduction }),
        makeInputs,
        shape: reduction === "none" ? [3] : [],
        differentiable: [0, 1],
        ...(reduction === "mean" && { batchInputs: [0, 1] }),
        badCalls: loss === "squared" && reduction === "mean" ? badCalls : [],
      };
      for (const check of methodChecks(spec)) test(check.name, check.run);
    });
  }
}

describe("values", () => {
  const lossesOf = (rows: number[][], means: number[], loss: "squared" | "logistic") =>
    bagLevelLoss(np.array(rows), np.array(means), { loss, reduction: "none" }).jsAsync() as Promise<number[]>;

  test("the squared loss sees only the means", async () => {
    expect(await lossesOf([[1, 2, 6], [-1, 1, 0]], [2, 0.5], "squared")).toEqual([1, 0.25]); // prettier-ignore
  });

  test("the logistic loss is the cross-entropy of the mean probability", async () => {
    const row = [0.4, -1.3, 2];
    const p = row.reduce((sum, f) => sum + 1 / (1 + Math.exp(-f)), 0) / 3;
    for (const y of [0, 0.3, 1]) {
      const [value] = await lossesOf([row], [y], "logistic");
      expect(value).toBeCloseTo(-y * Math.log(p) - (1 - y) * Math.log(1 - p), 5);
    }
  });

  test("extreme logits give what they should, not infinity", async () => {
    const rows = [[1e4, 1e4], [-1e4, -1e4], [1e4, 1e4], [1e4, -1e4]]; // prettier-ignore
    const [wrong, right, half, split] = await lossesOf(rows, [0, 0, 0.5, 0.5], "logistic");
    expect(wrong).toBe(1e4);
    expect(right).toBeCloseTo(0, 12);
    expect(half).toBe(5e3);
    expect(split).toBeCloseTo(Math.LN2, 5);
  });

  test("extreme logits have finite gradients", async () => {
    const slope = grad((f: Array) => bagLevelLoss(f, np.array([0, 0.5]), { loss: "logistic" }));
    const values = await slope(np.array([[1e4, -1e4], [1e4, 1e4]])).data(); // prettier-ignore
    expect([...values].every(Number.isFinite)).toBe(true);
    expect(values[2]).toBeCloseTo(0.125, 5);
  });

  test("one bag of one example is an ordinary loss", async () => {
    expect(await lossesOf([[0.5]], [2], "squared")).toEqual([2.25]);
    const [value] = await lossesOf([[0.5]], [1], "logistic");
    expect(value).toBeCloseTo(Math.log1p(Math.exp(-0.5)), 6);
  });
});

describe("validateBagLevelLoss", () => {
  const check = (rows: number[][], means: number[], loss: "squared" | "logistic" = "squared") =>
    validateBagLevelLoss(np.array(rows), np.array(means), { loss });

  test("accepts what is sound and keeps the arrays", async () => {
    const [predictions, means] = [bags(), targets()];
    await validateBagLevelLoss(predictions, means);
    expect(await bagLevelLoss(predictions, means).jsAsync()).toBe(0);
    await check([[1, 2]], [7]);
    await check([[1, 2]], [1], "logistic");
  });

  test("names values that are not finite, and targets that are no means of classes", async () => {
    await expect(check([[1, NaN]], [0])).rejects.toMatchObject({ argument: "predictions" });
    await expect(check([[1, 2]], [Infinity])).rejects.toMatchObject({ argument: "bagTargets" });
    await expect(check([[1, 2]], [1.5], "logistic")).rejects.toMatchObject({ argument: "bagTargets" });
    await expect(check([[1, 2]], [-0.1], "logistic")).rejects.toMatchObject({ argument: "bagTargets" });
  });
});
