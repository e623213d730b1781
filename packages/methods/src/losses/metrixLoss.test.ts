import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { metrixLoss, type MetrixLossOptions, validateMetrixLoss } from "./metrixLoss.ts";

const wave = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(2.3 * i + phase));

/** Weights 0, 1 and between; the second row's mask leaves three pairs. */
const makeInputs = (seed: number): InputValues[] => [
  { shape: [3, 4], values: wave(12, seed) },
  {
    shape: [3, 4],
    values: wave(12, 2 * seed + 1).map((x, i) => (i % 4 === 0 ? 1 : i % 4 === 1 ? 0 : 0.5 + 0.4 * x)),
  },
  { shape: [3, 4], values: [1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1], kind: "int32" },
];

const fine = { similarity: () => np.zeros([2, 3]), weight: () => np.ones([2, 3]) };
const calling =
  (given: {
    similarity?: () => Array;
    weight?: () => Array;
    mask?: () => Array;
    options?: Partial<MetrixLossOptions>;
  }) =>
  () =>
    metrixLoss(
      (given.similarity ?? fine.similarity)(),
      (given.weight ?? fine.weight)(),
      given.mask?.() ?? null,
      { loss: "multiSimilarity", ...given.options },
    );
const badCalls: BadCall[] = [
  {
    name: "similarities without items",
    call: calling({ similarity: () => np.zeros([2]) }),
    argument: "similarity",
  },
  { name: "no anchors", call: calling({ similarity: () => np.zeros([0, 3]) }), argument: "similarity" },
  {
    name: "integer similarities",
    call: calling({ similarity: () => np.zeros([2, 3], { dtype: DType.Int32 }) }),
    argument: "similarity",
  },
  {
    name: "weights of another shape",
    call: calling({ weight: () => np.ones([3, 2]) }),
    argument: "positiveWeight",
  },
  {
    name: "integer weights",
    call: calling({ weight: () => np.ones([2, 3], { dtype: DType.Int32 }) }),
    argument: "positiveWeight",
  },
  { name: "a mask of another shape", call: calling({ mask: () => np.ones([2, 2]) }), argument: "mask" },
  {
    name: "an unknown loss",
    call: calling({ options: { loss: "triplet" as never } }),
    argument: "loss",
  },
  { name: "alpha 0", call: calling({ options: { alpha: 0 } }), argument: "alpha" },
  { name: "a negative beta", call: calling({ options: { beta: -1 } }), argument: "beta" },
  { name: "a margin of NaN", call: calling({ options: { margin: NaN } }), argument: "margin" },
  {
    name: "an unknown reduction",
    call: calling({ options: { reduction: "max" as never } }),
    argument: "reduction",
  },
];

const variants: [name: string, options: MetrixLossOptions][] = [
  ["contrastive", { loss: "contrastive" }],
  ["multiSimilarity", { loss: "multiSimilarity", alpha: 2, beta: 10, margin: 0.5 }],
  ["multiSimilarity, none", { loss: "multiSimilarity", alpha: 3, beta: 5, reduction: "none" }],
  ["proxyAnchor, sum", { loss: "proxyAnchor", alpha: 4, reduction: "sum" }],
];
for (const [name, options] of variants) {
  describe(name, () => {
    const spec = {
      name: "metrixLoss",
      apply: (s?: Array, w?: Array, mask?: Array) => metrixLoss(s!, w!, mask!, options),
      makeInputs,
      shape: options.reduction === "none" ? [3] : [],
      differentiable: [0],
      ...(options.reduction !== "none" && { batchInputs: [0, 1, 2] }),
      badCalls: name === "multiSimilarity" ? badCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
}

describe("without a mask, weights inside (0, 1)", () => {
  for (const [, options] of variants) {
    const spec = {
      name: `metrixLoss, ${options.loss}`,
      apply: (s?: Array, w?: Array) => metrixLoss(s!, w!, null, options),
      makeInputs: (seed: number) => [
        { shape: [2, 3], values: wave(6, seed) },
        { shape: [2, 3], values: wave(6, seed + 1).map((x) => 0.5 + 0.4 * x) },
      ],
      shape: options.reduction === "none" ? [2] : [],
      differentiable: [0, 1],
    };
    for (const check of methodChecks(spec)) test(`${spec.name} ${check.name}`, check.run);
  }
});

describe("values", () => {
  const s = [0.9, 0.2, -0.4, 0.6];
  const w = [1, 0, 0.3, 0.8];
  const lossOf = async (similarity: number[][], weight: number[][], options: MetrixLossOptions) =>
    (await metrixLoss(np.array(similarity), np.array(weight), null, {
      reduction: "none",
      ...options,
    }).jsAsync()) as number[];
  const total = (term: (similarity: number, weight: number) => number) =>
    s.reduce((sum, each, i) => sum + term(each, w[i]!), 0);

  test("are those of the three tables' rows", async () => {
    const contrastive = total((s, w) => -w * s + (1 - w) * Math.max(0, s - 0.5));
    expect((await lossOf([s], [w], { loss: "contrastive" }))[0]).toBeCloseTo(contrastive, 5);
    const [alpha, beta, margin] = [2, 5, 0.3];
    const pull = total((s, w) => w * Math.exp(-alpha * (s - margin)));
    const push = total((s, w) => (1 - w) * Math.exp(beta * (s - margin)));
    const multi = Math.log(1 + pull) / alpha + Math.log(1 + push) / beta;
    const [got] = await lossOf([s], [w], { loss: "multiSimilarity", alpha, beta, margin });
    expect(got).toBeCloseTo(multi, 5);
    const proxyPush = total((s, w) => (1 - w) * Math.exp(alpha * (s + margin)));
    const proxy = Math.log(1 + pull) + Math.log(1 + proxyPush);
    expect((await lossOf([s], [w], { loss: "proxyAnchor", alpha, margin }))[0]).toBeCloseTo(proxy, 5);
  });

  test("an anchor without items has the loss 0 and counts in the mean", async () => {
    const similarity = () => np.array([s, s]);
    const mask = () => np.array([[0, 0, 0, 0], [1, 1, 1, 1]]); // prettier-ignore
    for (const loss of ["contrastive", "multiSimilarity", "proxyAnchor"] as const) {
      const each = await metrixLoss(similarity(), np.array([w, w]), mask(), {
        loss,
        reduction: "none",
      }).jsAsync();
      expect(each[0]).toBe(0);
      const mean = await metrixLoss(similarity(), np.array([w, w]), mask(), { loss }).jsAsync();
      expect(mean).toBeCloseTo(each[1] / 2, 5);
    }
  });

  test("masked pairs count for nothing, whatever they are, also as truth values", async () => {
    const wild = np.array([[...s, 1e30]]);
    const mask = np.array([[1, 1, 1, 1, 0]]).astype(DType.Bool);
    const slope = grad((x: Array) =>
      metrixLoss(x, np.array([[...w, 0.5]]), mask, { loss: "multiSimilarity" }),
    );
    const gradient = (await (slope(wild) as Array).jsAsync()) as number[][];
    expect(gradient[0]!.every(Number.isFinite)).toBe(true);
    expect(gradient[0]![4]).toBe(0);
  });

  test("clean positives get no push and clean negatives no pull", async () => {
    const slope = grad((x: Array) =>
      metrixLoss(x, np.array([[1, 0]]), null, { loss: "proxyAnchor", reduction: "sum" }),
    );
    const [[positive, negative]] = (await (slope(np.array([[0.1, -0.1]])) as Array).jsAsync()) as [
      [number, number],
    ];
    expect(positive).toBeCloseTo(-16, 3);
    expect(negative).toBeCloseTo(16, 3);
  });

  test("stay finite at extreme similarities, with finite gradients", async () => {
    for (const loss of ["contrastive", "multiSimilarity", "proxyAnchor"] as const) {
      const lossAt = (x: Array) =>
        metrixLoss(x, np.array([[1, 0, 1e-30, 0.5]]), null, { loss, reduction: "sum" });
      const extreme = () => np.array([[-1e4, 1e4, 1e4, -1e4]]);
      expect(await lossAt(extreme()).jsAsync()).toBeGreaterThan(1e4);
      const gradient = await (grad(lossAt)(extreme()) as Array).data();
      expect([...gradient].every(Number.isFinite)).toBe(true);
    }
  });

  test("keep the digits of small losses", async () => {
    const [loss] = await lossOf([[-0.5]], [[0]], { loss: "multiSimilarity", beta: 20, margin: 0.5 });
    expect(loss! / (Math.log1p(Math.exp(-20)) / 20)).toBeCloseTo(1, 5);
  });
});

describe("validateMetrixLoss", () => {
  const options = { loss: "contrastive" } as const;
  test("accepts what is sound and keeps the arrays", async () => {
    const [similarity, weight, mask] = [fine.similarity(), fine.weight(), np.ones([2, 3])];
    await validateMetrixLoss(similarity, weight, mask, options);
    await validateMetrixLoss(similarity, weight, null, options);
    expect(await metrixLoss(similarity, weight, mask, options).jsAsync()).toBeCloseTo(0, 6);
  });
  test("names what is not", async () => {
    const bad = (value: number) => np.array([[0, value, 0], [0, 0, 0]]); // prettier-ignore
    const refusal = (s: Array, w: Array, m: Array | null) =>
      expect(validateMetrixLoss(s, w, m, options)).rejects;
    await refusal(bad(NaN), fine.weight(), null).toMatchObject({ argument: "similarity" });
    await refusal(fine.similarity(), bad(1.5), null).toMatchObject({ argument: "positiveWeight" });
    await refusal(fine.similarity(), fine.weight(), bad(2)).toMatchObject({ argument: "mask" });
  });
});
