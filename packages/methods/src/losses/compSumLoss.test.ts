import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { compSumLoss, type CompSumOptions, validateCompSumLoss } from "./compSumLoss.ts";

const makeInputs = (seed: number): InputValues[] => [
  { shape: [4, 3], values: Float64Array.from({ length: 12 }, (_, i) => 2 * Math.sin(3.7 * i + seed)) },
  { shape: [4], values: [0, 2, 1, 2], kind: "int32" },
];

const scores = (rows: number[][], dtype = DType.Float32) => np.array(rows, { dtype });
const classes = (labels: number[]) => np.array(Int32Array.from(labels));
const lossOf = (rows: number[][], labels: number[], options: CompSumOptions) =>
  compSumLoss(scores(rows), classes(labels), { reduction: "none", ...options }).jsAsync() as Promise<
    number[]
  >;

const calling =
  (logits: () => Array, labels: () => Array, options: CompSumOptions = {}) =>
  () =>
    compSumLoss(logits(), labels(), options);
const fine = { logits: () => np.zeros([2, 3]), labels: () => classes([0, 1]) };
const badCalls: BadCall[] = [
  {
    name: "logits without classes",
    call: calling(() => np.zeros([2]), fine.labels),
    argument: "logits",
  },
  { name: "a single class", call: calling(() => np.zeros([2, 1]), fine.labels), argument: "logits" },
  { name: "an empty batch", call: calling(() => np.zeros([0, 3]), fine.labels), argument: "logits" },
  {
    name: "integer logits",
    call: calling(() => fine.logits().astype(DType.Int32), fine.labels),
    argument: "logits",
  },
  { name: "a label too many", call: calling(fine.logits, () => classes([0, 1, 2])), argument: "labels" },
  { name: "float labels", call: calling(fine.logits, () => np.zeros([2])), argument: "labels" },
  { name: "a negative tau", call: calling(fine.logits, fine.labels, { tau: -0.1 }), argument: "tau" },
  { name: "tau NaN", call: calling(fine.logits, fine.labels, { tau: NaN }), argument: "tau" },
  {
    name: "an unknown reduction",
    call: calling(fine.logits, fine.labels, { reduction: "max" as never }),
    argument: "reduction",
  },
];

for (const tau of [0, 0.5, 1, 1.5, 2, 3]) {
  describe(`tau = ${tau}`, () => {
    const spec = {
      name: "compSumLoss",
      apply: (logits?: Array, labels?: Array) => compSumLoss(logits!, labels!, { tau }),
      makeInputs,
      shape: [],
      differentiable: [0],
      batchInputs: [0, 1],
      badCalls: tau === 1 ? badCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
}

for (const reduction of ["sum", "none"] as const) {
  describe(`reduction ${reduction}`, () => {
    const spec = {
      name: "compSumLoss",
      apply: (logits?: Array, labels?: Array) => compSumLoss(logits!, labels!, { tau: 1.3, reduction }),
      makeInputs,
      shape: reduction === "none" ? [4] : [],
      differentiable: [0],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
}

describe("values", () => {
  const rows = [
    [1, -0.5, 0.25],
    [-2, 0.5, 1.5],
  ];
  const labels = [0, 1];
  const sums = rows.map((row, i) => {
    const own = row[labels[i]!]!;
    return row.reduce((sum, score) => sum + Math.exp(score - own), 0) - 1;
  });

  test.each([
    [0, (u: number) => u],
    [0.5, (u: number) => 2 * (Math.sqrt(1 + u) - 1)],
    [1, (u: number) => Math.log(1 + u)],
    [1.5, (u: number) => 2 * (1 - 1 / Math.sqrt(1 + u))],
    [2, (u: number) => 1 - 1 / (1 + u)],
  ])("tau = %s is its function of the sum", async (tau, phi) => {
    const losses = await lossOf(rows, labels, { tau });
    losses.forEach((loss, i) => expect(loss).toBeCloseTo(phi(sums[i]!), 5));
  });

  test("next to 1 the family is continuous", async () => {
    const [below, at, above] = await Promise.all(
      [1 - 1e-4, 1, 1 + 1e-4].map((tau) => lossOf(rows, labels, { tau })),
    );
    at!.forEach((loss, i) => {
      expect(below![i]!).toBeGreaterThanOrEqual(loss);
      expect(above![i]!).toBeLessThanOrEqual(loss);
      expect(below![i]! - above![i]!).toBeLessThan(1e-3);
    });
  });

  test("does not change when all scores of an example move together", async () => {
    const moved = rows.map((row) => row.map((score) => score + 1000));
    const [plain, shifted] = [await lossOf(rows, labels, {}), await lossOf(moved, labels, {})];
    plain.forEach((loss, i) => expect(shifted[i]).toBeCloseTo(loss, 3));
  });

  test("is finite at extreme scores for tau >= 1, and infinite where tau < 1 overflows", async () => {
    const extreme = [
      [1e4, -1e4, 0],
      [-1e4, 1e4, 0],
    ];
    const zeros = [0, 0];
    const right = await lossOf(extreme, zeros, { tau: 1 });
    expect(right).toEqual([0, 2e4]);
    expect(await lossOf(extreme, zeros, { tau: 1.5 })).toEqual([0, 2]);
    expect(await lossOf(extreme, zeros, { tau: 2 })).toEqual([0, 1]);
    expect((await lossOf(extreme, zeros, { tau: 0.5 }))[1]).toBe(Infinity);
  });

  test("has a finite gradient at extreme scores", async () => {
    for (const tau of [1, 1.5, 2]) {
      const slope = grad((x: Array) => compSumLoss(x, classes([0, 0]), { tau, reduction: "sum" }));
      const values = await slope(
        scores([
          [1e4, -1e4, 0],
          [-1e4, 1e4, 0],
        ]),
      ).data();
      expect([...values].every(Number.isFinite)).toBe(true);
    }
  });

  test("keeps small losses small: no logarithm that is off next to 2", async () => {
    const [loss] = await lossOf([[0, Math.log(0.97)]], [0], {});
    expect(loss).toBeCloseTo(Math.log(1.97), 6);
  });

  test("takes a batch of one", async () => {
    const [loss] = await lossOf([[0, 0, 0, 0]], [2], { tau: 2 });
    expect(loss).toBeCloseTo(0.75, 6);
  });
});

describe("validateCompSumLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [logits, labels] = [fine.logits(), fine.labels()];
    await validateCompSumLoss(logits, labels);
    expect(await compSumLoss(logits, labels).jsAsync()).toBeCloseTo(Math.log(3), 6);
  });

  test("names scores that are not finite and labels out of range", async () => {
    const broken = scores([[0, NaN, 0]]);
    await expect(validateCompSumLoss(broken, classes([0]))).rejects.toMatchObject({ argument: "logits" });
    await expect(validateCompSumLoss(fine.logits(), classes([0, 3]))).rejects.toMatchObject({
      argument: "labels",
    });
  });
});
