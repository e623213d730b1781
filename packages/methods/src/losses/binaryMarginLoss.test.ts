import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import {
  binaryMarginLoss,
  type BinaryMarginLossOptions,
  type MarginLossKind,
  validateBinaryMarginLoss,
} from "./binaryMarginLoss.ts";

const kinds: MarginLossKind[] = ["logistic", "hinge", "exponential"];
const labelsOf = (...values: number[]) => np.array(Int32Array.from(values));
const makeInputs = (seed: number): InputValues[] => [
  { shape: [5], values: Float64Array.from({ length: 5 }, (_, i) => 2 * Math.sin(3.7 * i + seed)) },
  { shape: [5], values: [0, 1, 1, 0, 1], kind: "int32" },
];

const calling =
  (logits: () => Array, labels: () => Array, options: Partial<BinaryMarginLossOptions> = {}) =>
  () =>
    binaryMarginLoss(logits(), labels(), { kind: "hinge", ...options });
const fine = { logits: () => np.zeros([2]), labels: () => labelsOf(0, 1) };
const badCalls: BadCall[] = [
  { name: "a scalar", call: calling(() => np.zeros([]), fine.labels), argument: "logits" },
  { name: "two columns", call: calling(() => np.zeros([2, 2]), fine.labels), argument: "logits" },
  { name: "three axes", call: calling(() => np.zeros([2, 1, 1]), fine.labels), argument: "logits" },
  {
    name: "integer logits",
    call: calling(() => fine.logits().astype(DType.Int32), fine.labels),
    argument: "logits",
  },
  {
    name: "an empty batch",
    call: calling(
      () => np.zeros([0]),
      () => labelsOf(),
    ),
    argument: "logits",
  },
  { name: "a label too many", call: calling(fine.logits, () => labelsOf(0, 1, 1)), argument: "labels" },
  { name: "float labels", call: calling(fine.logits, () => np.zeros([2])), argument: "labels" },
  {
    name: "a column of labels",
    call: calling(fine.logits, () => labelsOf(0, 1).reshape([2, 1])),
    argument: "labels",
  },
  {
    name: "an unknown kind",
    call: calling(fine.logits, fine.labels, { kind: "squared" as never }),
    argument: "kind",
  },
  {
    name: "an unknown reduction",
    call: calling(fine.logits, fine.labels, { reduction: "max" as never }),
    argument: "reduction",
  },
];

for (const kind of kinds) {
  for (const reduction of ["mean", "sum", "none"] as const) {
    describe(`${kind}, ${reduction}`, () => {
      const spec = {
        name: "binaryMarginLoss",
        apply: (logits?: Array, labels?: Array) => binaryMarginLoss(logits!, labels!, { kind, reduction }),
        makeInputs,
        shape: reduction === "none" ? [5] : [],
        differentiable: [0],
        ...(reduction !== "none" && { batchInputs: [0, 1] }),
        badCalls: kind === "hinge" && reduction === "mean" ? badCalls : [],
      };
      for (const check of methodChecks(spec)) test(check.name, check.run);
    });
  }
}

describe("values", () => {
  const scores = [-3, -0.5, 0, 0.25, 1, 4];
  const formulas: Record<MarginLossKind, (s: number) => number> = {
    logistic: (s) => Math.log1p(Math.exp(-s)),
    hinge: (s) => Math.max(0, 1 - s),
    exponential: (s) => Math.exp(-s),
  };
  const lossesOf = async (logits: number[], label: number, kind: MarginLossKind) =>
    (await binaryMarginLoss(np.array(logits), labelsOf(...logits.map(() => label)), {
      kind,
      reduction: "none",
    }).jsAsync()) as number[];

  test.each(kinds)("%s is its formula of the margin, whose sign the label sets", async (kind) => {
    const [ones, zeros] = [await lossesOf(scores, 1, kind), await lossesOf(scores, 0, kind)];
    scores.forEach((score, i) => {
      expect(ones[i]).toBeCloseTo(formulas[kind](score), 5);
      expect(zeros[i]).toBeCloseTo(formulas[kind](-score), 5);
    });
  });

  test("takes a column of scores and a batch of one", async () => {
    const column = binaryMarginLoss(np.array([[2]]), labelsOf(0), { kind: "hinge", reduction: "none" });
    expect(column.shape).toEqual([1]);
    expect(await column.jsAsync()).toEqual([3]);
  });

  test("logistic keeps extreme and tiny values", async () => {
    const [wrong, right, tiny] = await lossesOf([-1e4, 1e4, 20], 1, "logistic");
    expect([wrong, right]).toEqual([1e4, 0]);
    expect(tiny! / Math.log1p(Math.exp(-20))).toBeCloseTo(1, 5);
  });

  test("exponential overflows to infinity where it says so, and not before", async () => {
    const [over, under] = await lossesOf([-1e4, -80], 1, "exponential");
    expect(over).toBe(Infinity);
    expect(Number.isFinite(under)).toBe(true);
  });

  test.each([
    ["logistic", [-1, -0.5, 0]],
    ["hinge", [-1, -1, 0]],
  ] as const)("the slopes of %s at margins −1e4, 0 and 1e4", async (kind, slopes) => {
    const slope = grad((z: Array) => binaryMarginLoss(z, labelsOf(1, 1, 1), { kind, reduction: "sum" }));
    const values = [...(await (slope(np.array([-1e4, 0, 1e4])) as Array).data())];
    values.forEach((value, i) => expect(value).toBeCloseTo(slopes[i]!, 6));
  });
});

test("validateBinaryMarginLoss names what is not finite and labels that are neither 0 nor 1", async () => {
  const [logits, labels] = [fine.logits(), fine.labels()];
  await validateBinaryMarginLoss(logits, labels);
  expect(await binaryMarginLoss(logits, labels, { kind: "hinge" }).jsAsync()).toBe(1);
  await expect(validateBinaryMarginLoss(np.array([0, NaN]), fine.labels())).rejects.toMatchObject({
    argument: "logits",
  });
  await expect(validateBinaryMarginLoss(fine.logits(), labelsOf(-1, 1))).rejects.toMatchObject({
    argument: "labels",
  });
});
