import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { ldrTopKLoss, type LdrTopKOptions, validateLdrTopKLoss } from "./ldrTopKLoss.ts";

const makeInputs = (seed: number): InputValues[] => [
  { shape: [3, 4], values: Float64Array.from({ length: 12 }, (_, i) => 2 * Math.sin(3.7 * i + seed)) },
  { shape: [3], values: [0, 2, 1], kind: "int32" },
];

const classes = (labels: number[]) => np.array(Int32Array.from(labels));
const fine = { logits: () => np.ones([2, 3]), labels: () => classes([0, 1]) };
const calling =
  (options: unknown, logits = fine.logits, labels = fine.labels) =>
  () =>
    ldrTopKLoss(logits(), labels(), options as LdrTopKOptions);
const badCalls: BadCall[] = [
  { name: "no k", call: calling({}), argument: "k" },
  { name: "k = 0", call: calling({ k: 0 }), argument: "k" },
  { name: "more than all classes", call: calling({ k: 4 }), argument: "k" },
  { name: "half a class", call: calling({ k: 1.5 }), argument: "k" },
  { name: "a negative margin", call: calling({ k: 1, margin: -1 }), argument: "margin" },
  { name: "an unknown normalization", call: calling({ k: 1, normalize: "l2" }), argument: "normalize" },
  { name: "an unknown reduction", call: calling({ k: 1, reduction: "max" }), argument: "reduction" },
  { name: "a single class", call: calling({ k: 1 }, () => np.zeros([2, 1])), argument: "logits" },
  { name: "an empty batch", call: calling({ k: 1 }, () => np.zeros([0, 3])), argument: "logits" },
  { name: "a label too few", call: calling({ k: 1 }, fine.logits, () => classes([0])), argument: "labels" },
];

const combinations: LdrTopKOptions[] = [
  { k: 2 },
  { k: 1, normalize: "none", margin: 1, reduction: "none" },
  { k: 3, normalize: "l1", reduction: "sum" },
  { k: 4, normalize: "none" },
];
for (const [i, options] of combinations.entries()) {
  describe(JSON.stringify(options), () => {
    const spec = {
      name: "ldrTopKLoss",
      apply: (logits?: Array, labels?: Array) => ldrTopKLoss(logits!, labels!, options),
      makeInputs,
      shape: options.reduction === "none" ? [3] : [],
      differentiable: [0],
      ...(options.reduction !== "none" && { batchInputs: [0, 1] }),
      badCalls: i === 0 ? badCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
}

describe("values", () => {
  const row = [0.5, -1, 2, 1];
  const lossOf = async (rows: number[][], labels: number[], options: LdrTopKOptions, dtype = DType.Float32) =>
    (await ldrTopKLoss(np.array(rows, { dtype }), classes(labels), {
      normalize: "none",
      reduction: "none",
      ...options,
    }).jsAsync()) as number[];

  test.each([
    [1, 2.5],
    [2, (2.5 + 1.5) / 2],
    [3, (2.5 + 1.5 + 0) / 3],
    [4, (2.5 + 1.5 + 0 - 0.5) / 4],
  ])("k = %s averages the largest violations, the label's 0 among them", async (k, want) => {
    expect((await lossOf([row], [0], { k, margin: 1 }))[0]).toBeCloseTo(want, 6);
  });

  test("is finite at extreme scores, with and without normalization", async () => {
    const extreme = [
      [1e4, -1e4, 0],
      [-1e4, -1e4 - 1, -1e4 - 2],
    ];
    for (const normalize of ["none", "l1", "softplus"] as const) {
      const losses = await lossOf(extreme, [1, 0], { k: 2, normalize });
      expect(losses.every(Number.isFinite)).toBe(true);
    }
  });

  test("with ties takes as many as k", async () => {
    expect((await lossOf([[1, 1, 1, 0]], [3], { k: 2, margin: 0 }))[0]).toBeCloseTo(1, 6);
    const slope = grad((x: Array) => ldrTopKLoss(x, classes([3]), { k: 2, normalize: "none" }));
    const gradient = [...(await slope(np.array([[1, 1, 1, 0]])).data())];
    expect(gradient.slice(0, 3).reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 6);
    expect(gradient[3]).toBeCloseTo(-1, 6);
  });
});

test("validateLdrTopKLoss names scores that are not finite, rows without a scale and labels out of range", async () => {
  await validateLdrTopKLoss(fine.logits(), fine.labels());
  const refuses = (rows: number[][], labels: number[], argument: string) =>
    expect(validateLdrTopKLoss(np.array(rows), classes(labels), { normalize: "l1" })).rejects.toMatchObject({
      argument,
    });
  await refuses([[0, Infinity]], [0], "logits");
  await refuses([[0, 0]], [0], "logits");
  await refuses([[0, 1]], [2], "labels");
});
