import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { compSumLoss } from "./compSumLoss.ts";
import {
  smoothAdversarialCompSumLoss,
  type SmoothAdversarialCompSumOptions,
  validateSmoothAdversarialCompSumLoss,
} from "./smoothAdversarialCompSumLoss.ts";

const waves = (length: number, phase: number) =>
  Float64Array.from({ length }, (_, i) => 1.5 * Math.sin(2.9 * i + phase));
const makeInputs = (seed: number): InputValues[] => [
  { shape: [3, 4], values: waves(12, seed) },
  { shape: [3, 4], values: waves(12, seed + 0.7) },
  { shape: [3], values: [3, 0, 1], kind: "int32" },
];
const classes = (labels: number[]) => np.array(Int32Array.from(labels));

const badCall = (
  name: string,
  argument: string,
  change: { adv?: () => Array; labels?: () => Array; options?: SmoothAdversarialCompSumOptions },
): BadCall => ({
  name,
  argument,
  call: () =>
    smoothAdversarialCompSumLoss(
      np.zeros([2, 3]),
      change.adv?.() ?? np.zeros([2, 3]),
      change.labels?.() ?? classes([0, 1]),
      change.options,
    ),
});
const badCalls = [
  badCall("another shape of the attacked logits", "advLogits", { adv: () => np.zeros([2, 4]) }),
  badCall("integer attacked logits", "advLogits", { adv: () => np.zeros([2, 3]).astype(DType.Int32) }),
  badCall("too few labels", "labels", { labels: () => classes([0]) }),
  badCall("a negative tau", "tau", { options: { tau: -1 } }),
  badCall("rho 0", "rho", { options: { rho: 0 } }),
  badCall("a negative nu", "nu", { options: { nu: -0.5 } }),
  badCall("nu NaN", "nu", { options: { nu: NaN } }),
  badCall("an unknown reduction", "reduction", { options: { reduction: "max" as never } }),
];

const settings: SmoothAdversarialCompSumOptions[] = [
  {},
  { tau: 1.5, rho: 0.5, nu: 0.5, reduction: "sum" },
  { tau: 0.5, rho: 2, nu: 0.25, reduction: "none" },
];
for (const [at, options] of settings.entries()) {
  describe(`with ${JSON.stringify(options)}`, () => {
    const spec = {
      name: "smoothAdversarialCompSumLoss",
      apply: (logits?: Array, advLogits?: Array, labels?: Array) =>
        smoothAdversarialCompSumLoss(logits!, advLogits!, labels!, options),
      makeInputs,
      shape: options.reduction === "none" ? [3] : [],
      differentiable: [0, 1],
      ...(options.reduction === "none" ? {} : { batchInputs: [0, 1, 2] }),
      badCalls: at === 0 ? badCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
}

describe("values", () => {
  const logits = () => np.array([[1, -0.5, 0.25]]);
  const attacked = () => np.array([[0.5, 0.5, 0.25]]);

  test("is the clean loss of the scaled scores plus the norm of the moved differences", async () => {
    const options = { tau: 1.5, rho: 0.5 };
    const value = await smoothAdversarialCompSumLoss(logits(), attacked(), classes([0]), {
      ...options,
      nu: 2,
    }).jsAsync();
    const clean = await compSumLoss(logits().mul(2), classes([0]), { tau: 1.5 }).jsAsync();
    // The differences to class 0 are 1.5 and 0.75 before the attack, 0 and 0.25 after it.
    expect(value).toBeCloseTo(clean + 2 * Math.hypot(1.5, 0.5), 5);
  });

  test("with nu = 0 or an attack that moves nothing it is the clean loss", async () => {
    const clean = await compSumLoss(logits(), classes([0])).jsAsync();
    const unweighted = smoothAdversarialCompSumLoss(logits(), attacked(), classes([0]), { nu: 0 });
    expect(await unweighted.jsAsync()).toBeCloseTo(clean, 6);
    const unmoved = smoothAdversarialCompSumLoss(logits(), logits(), classes([0]));
    expect(await unmoved.jsAsync()).toBeCloseTo(clean, 5);
  });

  test("adding the same number to all attacked scores changes nothing", async () => {
    const lossAt = (shift: number) =>
      smoothAdversarialCompSumLoss(logits(), attacked().add(shift), classes([1])).jsAsync();
    expect(await lossAt(7)).toBeCloseTo(await lossAt(0), 4);
  });

  test("has slope 0 in the attacked scores where nothing moved", async () => {
    const slope = grad((x: Array) => smoothAdversarialCompSumLoss(logits(), x, classes([0])));
    expect(await slope(logits()).jsAsync()).toEqual(
      [[0, 0, 0]].map((row) => row.map(() => expect.closeTo(0))),
    );
  });
});

test("validateSmoothAdversarialCompSumLoss names what is not finite or out of range", async () => {
  const zeros = () => np.zeros([1, 2]);
  const infinite = np.array([[0, Infinity]]);
  const validate = validateSmoothAdversarialCompSumLoss;
  await validate(zeros(), zeros(), classes([1]));
  await expect(validate(infinite, zeros(), classes([0]))).rejects.toMatchObject({ argument: "logits" });
  await expect(validate(zeros(), infinite, classes([0]))).rejects.toMatchObject({ argument: "advLogits" });
  await expect(validate(zeros(), zeros(), classes([2]))).rejects.toMatchObject({ argument: "labels" });
});
