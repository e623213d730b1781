import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { bagLevelLoss } from "./bagLevelLoss.ts";
import { instanceLevelLoss } from "./instanceLevelLoss.ts";
import { interpolatedAggregateLoss, validateInterpolatedAggregateLoss } from "./interpolatedAggregateLoss.ts";

const makeInputs = (seed: number): InputValues[] => [
  { shape: [3, 4], values: Float64Array.from({ length: 12 }, (_, i) => 2 * Math.sin(3.7 * i + seed)) },
  { shape: [3], values: [0.25, 1, 0] },
];
const bags = () => np.zeros([2, 3]);
const targets = () => np.zeros([2]);
const badCall = (name: string, argument: string, call: () => unknown): BadCall => ({ name, argument, call });
const badCalls = [
  badCall("predictions without bags", "predictions", () =>
    interpolatedAggregateLoss(np.zeros([2]), targets(), { rho: 0.5 }),
  ),
  badCall("integer predictions", "predictions", () =>
    interpolatedAggregateLoss(bags().astype(DType.Int32), targets(), { rho: 0.5 }),
  ),
  badCall("a target too many", "bagTargets", () =>
    interpolatedAggregateLoss(bags(), np.zeros([3]), { rho: 0.5 }),
  ),
  ...[-0.1, 1.1, NaN, undefined as never].map((rho) =>
    badCall(`rho = ${rho}`, "rho", () => interpolatedAggregateLoss(bags(), targets(), { rho })),
  ),
  badCall("an unknown loss", "loss", () =>
    interpolatedAggregateLoss(bags(), targets(), { rho: 0, loss: "hinge" as never }),
  ),
  badCall("an unknown reduction", "reduction", () =>
    interpolatedAggregateLoss(bags(), targets(), { rho: 1, reduction: "max" as never }),
  ),
];

for (const loss of ["squared", "logistic"] as const) {
  for (const rho of [0, 0.3, 1]) {
    const reduction = rho === 1 ? "none" : "mean";
    describe(`${loss}, rho = ${rho}`, () => {
      const spec = {
        name: "interpolatedAggregateLoss",
        apply: (predictions?: Array, means?: Array) =>
          interpolatedAggregateLoss(predictions!, means!, { rho, loss, reduction }),
        makeInputs,
        shape: reduction === "none" ? [3] : [],
        differentiable: [0, 1],
        ...(reduction === "mean" && { batchInputs: [0, 1] }),
        badCalls: loss === "squared" && rho === 0.3 ? badCalls : [],
      };
      for (const check of methodChecks(spec)) test(check.name, check.run);
    });
  }
}

describe("values", () => {
  const rows = [[0.4, -1.3, 2], [1, 0, -3]]; // prettier-ignore
  const options = { loss: "logistic", reduction: "none" } as const;
  const inputs = () => [np.array(rows), np.array([0.2, 0.9])] as const;

  test("lie between those of bags and of instances, at the weight of rho", async () => {
    const [ofBags, ofInstances] = (await Promise.all([
      bagLevelLoss(...inputs(), options).jsAsync(),
      instanceLevelLoss(...inputs(), options).jsAsync(),
    ])) as [number[], number[]];
    for (const rho of [0, 0.25, 1]) {
      const values = await interpolatedAggregateLoss(...inputs(), { ...options, rho }).jsAsync();
      ofBags.forEach((value, i) =>
        expect(values[i]).toBeCloseTo(value * (1 - rho) + ofInstances[i]! * rho, 6),
      );
    }
  });

  test("do not depend on rho in bags of one", async () => {
    for (const loss of ["squared", "logistic"] as const) {
      const at = async (rho: number) =>
        (
          await interpolatedAggregateLoss(np.array([[0.7], [-2]]), np.array([0.3, 1]), {
            rho,
            loss,
          }).data()
        )[0]!;
      for (const rho of [0.4, 1]) expect(await at(rho)).toBeCloseTo(await at(0), 6);
    }
  });

  test("stay finite at extreme logits, with their gradient", async () => {
    const of = (f: Array) => interpolatedAggregateLoss(f, np.array([0.5]), { rho: 0.5, loss: "logistic" });
    const extreme = () => np.array([[1e4, -1e4]]);
    expect(await of(extreme()).jsAsync()).toBeCloseTo(2500 + Math.LN2 / 2, 2);
    expect([...(await grad(of)(extreme()).data())].every(Number.isFinite)).toBe(true);
  });
});

describe("validateInterpolatedAggregateLoss", () => {
  const check = (first: number, mean: number, rho = 0.5) =>
    validateInterpolatedAggregateLoss(np.array([[first, 0]]), np.array([mean]), { rho, loss: "logistic" });

  test("accepts what is sound", async () => {
    await expect(check(-1e4, 1)).resolves.toBeUndefined();
  });

  test("names the values and options that it refuses", async () => {
    await expect(check(NaN, 0)).rejects.toMatchObject({ argument: "predictions" });
    await expect(check(0, 2)).rejects.toMatchObject({ argument: "bagTargets" });
    await expect(check(0, 1, 2)).rejects.toMatchObject({ argument: "rho" });
  });
});
