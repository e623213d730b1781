import { type Array, grad, numpy as np, valueAndGrad } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { contrastiveLoss, type ContrastiveOptions } from "./contrastiveLoss.ts";
import { ntXentLoss, validateNtXentLoss } from "./ntXentLoss.ts";

const rows = (seed: number, n: number, d: number): InputValues => ({
  shape: [n, d],
  values: Float64Array.from({ length: n * d }, (_, i) => 2 * Math.sin(1 + 7.3 * i + 3.1 * seed + (i % d))),
});
const view = (seed: number, n = 4, d = 3) =>
  np.array(Float64Array.from(rows(seed, n, d).values)).reshape([n, d]);

const badCalls: BadCall[] = [
  { name: "a view of rank 1", call: () => ntXentLoss(np.ones([3]), np.ones([3])), argument: "viewA" },
  { name: "unequal views", call: () => ntXentLoss(np.ones([3, 2]), np.ones([4, 2])), argument: "viewB" },
  { name: "a single example", call: () => ntXentLoss(np.ones([1, 2]), np.ones([1, 2])), argument: "viewA" },
  {
    name: "integer views",
    call: () => ntXentLoss(np.ones([3, 2]), np.ones([3, 2]).astype(np.int32)),
    argument: "viewB",
  },
  ...(
    [
      ["a negative temperature", { temperature: -1 }, "temperature"],
      ["hardFraction 2", { hardFraction: 2 }, "hardFraction"],
      ["an unknown form", { form: "hinge" as "simple" }, "form"],
      ["an unknown reduction", { reduction: "median" as "mean" }, "reduction"],
      ["chunks of no anchors", { chunkSize: 0 }, "chunkSize"],
      ["chunks of losses that are not reduced", { chunkSize: 2, reduction: "none" }, "chunkSize"],
    ] as [string, ContrastiveOptions, string][]
  ).map(([name, options, argument]) => ({
    name,
    call: () => ntXentLoss(np.ones([3, 2]), np.ones([3, 2]), options),
    argument,
  })),
];

const variants: Record<string, ContrastiveOptions> = {
  softmax: {},
  "hard, at a small temperature": { temperature: 0.05, hardFraction: 0.3 },
  "hard simple": { form: "simple", hardFraction: 0.5 },
  "not normalised": { normalize: false, reduction: "sum" },
  "in chunks": { chunkSize: 3 },
  "hard, in chunks": { hardFraction: 0.3, chunkSize: 3, reduction: "sum" },
};
for (const [name, options] of Object.entries(variants)) {
  describe(name, () => {
    const checks = methodChecks({
      name,
      apply: (viewA, viewB) => ntXentLoss(viewA!, viewB!, options),
      makeInputs: (seed) => [rows(seed, 4, 3), rows(seed + 0.5, 4, 3)],
      shape: [],
      differentiable: [0, 1],
      batchInputs: [0, 1],
      gradientTolerance: 1e-4,
      badCalls,
    });
    for (const check of checks) test(check.name, check.run);
  });
}

test("is the contrastive loss of both views against both, without each row against itself", async () => {
  for (const options of [{ temperature: 0.2 }, { form: "simple", hardFraction: 0.5 }] as const) {
    const both = () => np.concatenate([view(1), view(2)], 0);
    const expected = contrastiveLoss(both(), both(), {
      ...options,
      positives: np.array(Int32Array.from([4, 5, 6, 7, 0, 1, 2, 3])),
      exclude: np.eye(8, 8, { dtype: np.bool }),
      reduction: "none",
    });
    const losses = ntXentLoss(view(1), view(2), { ...options, reduction: "none" });
    expect(losses.shape).toEqual([8]);
    expect(await np.max(np.abs(losses.sub(expected))).jsAsync()).toBeLessThan(1e-6);
  }
});

test("in chunks of any size is the same loss with the same gradient", async () => {
  for (const options of [{ temperature: 0.1 }, { form: "simple" }, { hardFraction: 0.4 }] as const) {
    const lossAndGradient = async (chunkSize?: number) => {
      const [loss, gradient] = valueAndGrad((a: Array) =>
        ntXentLoss(a, view(2, 5), { ...options, ...(chunkSize && { chunkSize }) }),
      )(view(1, 5)) as [Array, Array];
      return { loss: await loss.jsAsync(), gradient: (await gradient.jsAsync()) as number[][] };
    };
    const whole = await lossAndGradient();
    for (const chunkSize of [1, 4, 10, 100]) {
      const { loss, gradient } = await lossAndGradient(chunkSize);
      expect(loss).toBeCloseTo(whole.loss, 6);
      gradient.flat().forEach((value, at) => expect(value).toBeCloseTo(whole.gradient.flat()[at]!, 5));
    }
  }
});

test("does not depend on which view comes first, nor on the length of the rows", async () => {
  const loss = await ntXentLoss(view(1), view(2)).jsAsync();
  expect(await ntXentLoss(view(2), view(1)).jsAsync()).toBeCloseTo(loss, 6);
  expect(await ntXentLoss(view(1).mul(5), view(2).mul(0.1)).jsAsync()).toBeCloseTo(loss, 6);
});

test("has the temperature 0.5 unless told, also when it is passed as undefined", async () => {
  const expected = await ntXentLoss(view(1), view(2), { temperature: 0.5 }).jsAsync();
  const { temperature } = {} as ContrastiveOptions;
  expect(await ntXentLoss(view(1), view(2)).jsAsync()).toBe(expected);
  expect(await ntXentLoss(view(1), view(2), { temperature } as ContrastiveOptions).jsAsync()).toBe(expected);
});

test("of equal embeddings everywhere is log(2n − 1), with a gradient of 0", async () => {
  const loss = (a: Array) => ntXentLoss(a, np.ones([3, 2]));
  expect(await loss(np.ones([3, 2])).jsAsync()).toBeCloseTo(Math.log(5), 6);
  const gradient: number[][] = await grad(loss)(np.ones([3, 2])).jsAsync();
  for (const value of gradient.flat()) expect(value).toBeCloseTo(0, 6);
});

describe("validateNtXentLoss", () => {
  const cases: [string, () => [Array, Array, ContrastiveOptions?], string][] = [
    ["whatever the loss refuses", () => [np.ones([3, 2]), np.ones([3, 3])], "viewB"],
    ["infinite values", () => [np.ones([2, 1]), np.array([[Infinity], [1]])], "viewB"],
    ["a row of zeros", () => [np.array([[1], [0]]), np.ones([2, 1])], "viewA"],
  ];
  for (const [name, make, argument] of cases) {
    test(`refuses ${name}`, async () => {
      await expect(validateNtXentLoss(...make())).rejects.toMatchObject({ argument });
    });
  }

  test("borrows what it accepts", async () => {
    const [a, b] = [np.zeros([2, 2]), np.ones([2, 2])];
    await validateNtXentLoss(a, b, { normalize: false });
    expect(await ntXentLoss(a, b, { normalize: false }).jsAsync()).toBeGreaterThan(0);
  });
});
