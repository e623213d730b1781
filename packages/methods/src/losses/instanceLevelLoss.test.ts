import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { bagLevelLoss } from "./bagLevelLoss.ts";
import { instanceLevelLoss, validateInstanceLevelLoss } from "./instanceLevelLoss.ts";

const makeInputs = (seed: number): InputValues[] => [
  { shape: [3, 4], values: Float64Array.from({ length: 12 }, (_, i) => 2 * Math.sin(3.7 * i + seed)) },
  { shape: [3], values: [0.25, 1, 0] },
];
const bags = () => np.zeros([2, 3]);
const targets = () => np.zeros([2]);
const badCall = (name: string, argument: string, call: () => unknown): BadCall => ({ name, argument, call });
const badCalls = [
  badCall("predictions without bags", "predictions", () => instanceLevelLoss(np.zeros([2]), targets())),
  badCall("no bags", "predictions", () => instanceLevelLoss(np.zeros([0, 3]), np.zeros([0]))),
  badCall("empty bags", "predictions", () => instanceLevelLoss(np.zeros([2, 0]), targets())),
  badCall("integer predictions", "predictions", () =>
    instanceLevelLoss(bags().astype(DType.Int32), targets()),
  ),
  badCall("a target too many", "bagTargets", () => instanceLevelLoss(bags(), np.zeros([3]))),
  badCall("integer targets", "bagTargets", () => instanceLevelLoss(bags(), targets().astype(DType.Int32))),
  badCall("an unknown loss", "loss", () => instanceLevelLoss(bags(), targets(), { loss: "hinge" as never })),
  badCall("an unknown reduction", "reduction", () =>
    instanceLevelLoss(bags(), targets(), { reduction: "max" as never }),
  ),
];

for (const loss of ["squared", "logistic"] as const) {
  for (const reduction of ["mean", "sum", "none"] as const) {
    describe(`${loss}, reduction ${reduction}`, () => {
      const spec = {
        name: "instanceLevelLoss",
        apply: (predictions?: Array, means?: Array) =>
          instanceLevelLoss(predictions!, means!, { loss, reduction }),
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
  const row = [0.4, -1.3, 2, 0.1];
  const lossOf = async (method: typeof instanceLevelLoss, y: number, loss: "squared" | "logistic") =>
    (await method(np.array([row]), np.array([y]), { loss }).data())[0]!;

  test("the squared loss exceeds that of the bag by the variance inside it", async () => {
    const spread =
      row.flatMap((f) => row.map((g) => (f - g) ** 2)).reduce((sum, x) => sum + x, 0) / (2 * row.length ** 2);
    const excess =
      (await lossOf(instanceLevelLoss, 0.7, "squared")) - (await lossOf(bagLevelLoss, 0.7, "squared"));
    expect(excess).toBeCloseTo(spread, 5);
  });

  test("the logistic loss is the mean cross-entropy with the bag's response", async () => {
    const expected = row.reduce((sum, f) => sum + Math.log1p(Math.exp(f)) - 0.3 * f, 0) / row.length;
    expect(await lossOf(instanceLevelLoss, 0.3, "logistic")).toBeCloseTo(expected, 5);
  });

  test("is never below the loss of the bag, by convexity", async () => {
    for (const y of [0, 0.4, 1]) {
      const ofInstances = await lossOf(instanceLevelLoss, y, "logistic");
      expect(ofInstances).toBeGreaterThan(await lossOf(bagLevelLoss, y, "logistic"));
    }
  });

  test("extreme logits keep value and gradient finite", async () => {
    const rows = [[1e4, -1e4], [-1e4, -1e4]]; // prettier-ignore
    const options = { loss: "logistic", reduction: "sum" } as const;
    const of = (f: Array) => instanceLevelLoss(f, np.array([0.5, 0]), options);
    expect(await of(np.array(rows)).jsAsync()).toBeCloseTo(5e3, 1);
    expect(await grad(of)(np.array(rows)).jsAsync()).toEqual([[0.25, -0.25], [0, 0]]); // prettier-ignore
  });
});

describe("validateInstanceLevelLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [predictions, means] = [bags(), targets()];
    await validateInstanceLevelLoss(predictions, means, { loss: "logistic" });
    expect(await instanceLevelLoss(predictions, means).jsAsync()).toBe(0);
  });

  test("names the values that it refuses", async () => {
    const check = (first: number, mean: number) =>
      validateInstanceLevelLoss(np.array([[first, 0]]), np.array([mean]), { loss: "logistic" });
    await expect(check(NaN, 0)).rejects.toMatchObject({ argument: "predictions" });
    await expect(check(0, 2)).rejects.toMatchObject({ argument: "bagTargets" });
  });
});
