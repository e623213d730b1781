import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import {
  metrixContrastive,
  type MetrixContrastiveOptions,
  validateMetrixContrastive,
} from "./metrixContrastive.ts";

const wave = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(2.3 * i + 0.2 * i * i + phase));

/** Mixed rows near their anchors in the first half, so that both terms count. */
const makeInputs = (seed: number): InputValues[] => {
  const anchors = wave(20, seed);
  const mixed = wave(20, seed + 2).map((x, i) => (i < 10 ? anchors[i]! + 0.1 * x : x));
  return [
    { shape: [4, 5], values: anchors },
    { shape: [4, 5], values: mixed },
    { shape: [4], values: wave(4, 3 * seed).map((x) => 0.5 + 0.4 * x) },
  ];
};

const rows = () => np.array([[1, 0], [0, 1]]); // prettier-ignore
const calling = (anchors: () => Array, mixed: () => Array, options: MetrixContrastiveOptions) => () =>
  metrixContrastive(anchors(), mixed(), options);
const half = { lambda: 0.5 };
const badCalls: BadCall[] = [
  { name: "a vector of anchors", call: calling(() => np.ones([2]), rows, half), argument: "anchors" },
  { name: "no anchors", call: calling(() => np.ones([0, 2]), rows, half), argument: "anchors" },
  {
    name: "integer anchors",
    call: calling(() => np.ones([2, 2], { dtype: DType.Int32 }), rows, half),
    argument: "anchors",
  },
  {
    name: "mixed rows of another shape",
    call: calling(rows, () => np.ones([2, 3]), half),
    argument: "mixed",
  },
  { name: "lambda above 1", call: calling(rows, rows, { lambda: 1.1 }), argument: "lambda" },
  { name: "lambda NaN", call: calling(rows, rows, { lambda: NaN }), argument: "lambda" },
  { name: "too many lambdas", call: calling(rows, rows, { lambda: np.ones([3]) }), argument: "lambda" },
  { name: "a negative margin", call: calling(rows, rows, { ...half, negMargin: -1 }), argument: "negMargin" },
];

describe("one lambda", () => {
  const spec = {
    name: "metrixContrastive",
    apply: (a?: Array, v?: Array) => metrixContrastive(a!, v!, { lambda: 0.3 }),
    makeInputs: (seed: number) => makeInputs(seed).slice(0, 2),
    shape: [],
    differentiable: [0, 1],
    batchInputs: [0, 1],
    badCalls,
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

describe("a lambda for each, lengths as they are", () => {
  const spec = {
    name: "metrixContrastive",
    apply: (a?: Array, v?: Array, lambda?: Array) =>
      metrixContrastive(a!, v!, { lambda: lambda!, negMargin: 1, normalize: false }),
    makeInputs,
    shape: [],
    differentiable: [0, 1, 2],
    batchInputs: [0, 1, 2],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

describe("values", () => {
  const points = [[0, 0], [3, 4], [1, 1]]; // prettier-ignore
  const shifted = [[0.3, 0.4], [3, 5], [1.1, 1]]; // prettier-ignore
  const lossOf = (options: MetrixContrastiveOptions) =>
    metrixContrastive(np.array(points), np.array(shifted), { normalize: false, ...options }).jsAsync();

  test("average over the terms above 0 of each part", async () => {
    const pull = (0.5 + 1 + 0.1) / 3;
    const push = (0.7 - 0.1 + 0.7 - 0.5) / 2;
    expect(await lossOf({ lambda: 0.25, negMargin: 0.7 })).toBeCloseTo(0.25 * pull + 0.75 * push, 6);
  });
  test("pull alone at lambda 1, push alone at 0", async () => {
    expect(await lossOf({ lambda: 1 })).toBeCloseTo(1.6 / 3, 6);
    expect(await lossOf({ lambda: 0 })).toBeCloseTo(0.4, 6);
    expect(await lossOf({ lambda: 0, negMargin: 0 })).toBe(0);
  });
  test("pairs of weight 0 do not count in the mean", async () => {
    const lambda = np.array([1, 0, 1]);
    expect(await lossOf({ lambda, negMargin: 0 })).toBeCloseTo(0.3, 6);
  });
  test("do not depend on lengths when normalising", async () => {
    const longer = metrixContrastive(np.array([[20, 0]]), np.array([[0, 0.5]]), { lambda: 1 });
    expect(await longer.jsAsync()).toBeCloseTo(Math.SQRT2, 6);
  });
  test("a mixed example equal to its anchor gets a gradient of 0", async () => {
    const lossOfMixed = (v: Array) => metrixContrastive(rows(), v, { lambda: 0.5 });
    const gradient = await (grad(lossOfMixed)(rows()) as Array).data();
    expect([...gradient].map(Math.abs)).toEqual([0, 0, 0, 0]);
  });
  test("have finite gradients at extreme embeddings", async () => {
    const lossOfMixed = (v: Array) => metrixContrastive(rows(), v, { lambda: 0.5 });
    const gradient = await (grad(lossOfMixed)(np.array([[1e4, -1e4], [0, 0]])) as Array).data(); // prettier-ignore
    expect([...gradient].every(Number.isFinite)).toBe(true);
  });
});

describe("validateMetrixContrastive", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [a, v, lambda] = [rows(), rows(), np.array([0, 1])];
    await validateMetrixContrastive(a, v, { lambda });
    expect(await metrixContrastive(a, v, { lambda }).jsAsync()).toBeGreaterThan(0);
  });
  test("names what is not", async () => {
    const zero = np.array([[1, 0], [0, 0]]); // prettier-ignore
    await expect(validateMetrixContrastive(rows(), zero, half)).rejects.toMatchObject({ argument: "mixed" });
    await validateMetrixContrastive(rows(), zero, { ...half, normalize: false });
    const lambda = np.array([0, 2]);
    await expect(validateMetrixContrastive(rows(), rows(), { lambda })).rejects.toMatchObject({
      argument: "lambda",
    });
    const broken = np.array([[NaN, 0], [0, 1]]); // prettier-ignore
    await expect(validateMetrixContrastive(broken, rows(), half)).rejects.toMatchObject({
      argument: "anchors",
    });
  });
});
