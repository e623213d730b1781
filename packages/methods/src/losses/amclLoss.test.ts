import { type Array, grad, numpy as np, valueAndGrad } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { type AmclForm, amclLoss, type AmclOptions, validateAmclLoss } from "./amclLoss.ts";
import { ntXentLoss } from "./ntXentLoss.ts";

const wave = (seed: number, shape: number[], of = (x: number) => x): InputValues => ({
  shape,
  values: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
    of(Math.sin(1 + 7.3 * i + 3.1 * seed + (i % 3))),
  ),
});
const array = (input: InputValues) => np.array(Float64Array.from(input.values)).reshape(input.shape);
const view = (seed: number, shape = [2, 3, 4]) => array(wave(seed, shape));
const temperatures = (seed: number, shape = [2, 6, 6]) => wave(seed, shape, (x) => 0.3 + 0.2 * x);
const tau = (seed: number, shape?: number[]) => array(temperatures(seed, shape));

const ones = () => [np.ones([2, 3, 4]), np.ones([2, 3, 4]), np.ones([2, 6, 6])] as const;
const badCalls: BadCall[] = [
  { name: "a view of rank 2", call: () => amclLoss(np.ones([3, 4]), ones()[1], ones()[2]), argument: "viewA" },
  { name: "unequal views", call: () => amclLoss(ones()[0], np.ones([2, 4, 4]), ones()[2]), argument: "viewB" },
  { name: "no heads", call: () => amclLoss(np.ones([0, 3, 4]), np.ones([0, 3, 4]), np.ones([0, 6, 6])), argument: "viewA" },
  { name: "a single example", call: () => amclLoss(np.ones([2, 1, 4]), np.ones([2, 1, 4]), np.ones([2, 2, 2])), argument: "viewA" },
  { name: "temperatures of other heads", call: () => amclLoss(ones()[0], ones()[1], np.ones([1, 6, 6])), argument: "tau" },
  { name: "temperatures of one view", call: () => amclLoss(ones()[0], ones()[1], np.ones([2, 3, 3])), argument: "tau" },
  { name: "integer temperatures", call: () => amclLoss(ones()[0], ones()[1], ones()[2].astype(np.int32)), argument: "tau" },
  { name: "integer views", call: () => amclLoss(ones()[0], ones()[1].astype(np.int32), ones()[2]), argument: "viewB" },
  ...(
    [
      ["a negative weight", { beta: -0.1 }, "beta"],
      ["an unknown form", { form: "min" as "max" }, "form"],
      ["an unknown reduction", { reduction: "none" as "mean" }, "reduction"],
    ] as [string, AmclOptions, string][]
  ).map(([name, options, argument]) => ({ name, call: () => amclLoss(...ones(), options), argument })),
]; // prettier-ignore

const variants: Record<string, AmclOptions> = {
  softmax: {},
  max: { form: "max" },
  decoupled: { form: "decoupled", beta: 0.05, reduction: "sum" },
  "not normalised, without regulariser": { normalize: false, beta: 0 },
};
for (const [name, options] of Object.entries(variants)) {
  describe(name, () => {
    const checks = methodChecks({
      name,
      apply: (viewA, viewB, t) => amclLoss(viewA!, viewB!, t!, options),
      makeInputs: (seed) => [
        wave(seed, [2, 2, 3]),
        wave(seed + 0.5, [2, 2, 3]),
        temperatures(seed, [2, 4, 4]),
      ],
      shape: [],
      differentiable: [0, 1, 2],
      // The order of the heads.
      batchInputs: [0, 1, 2],
      gradientTolerance: 1e-4,
      badCalls,
    });
    for (const check of checks) test(check.name, check.run);
  });
}

test("with one head and one temperature is the usual contrastive loss, whatever the regulariser weighs", async () => {
  for (const [temperature, beta] of [
    [0.5, 0],
    [0.2, 0.1],
    [0.05, 2],
  ] as const) {
    // prettier-ignore
    const constant = np.full([1, 6, 6], temperature);
    const loss = await amclLoss(view(1, [1, 3, 4]), view(2, [1, 3, 4]), constant, { beta }).jsAsync();
    const usual = await ntXentLoss(view(1, [3, 4]), view(2, [3, 4]), { temperature }).jsAsync();
    expect(loss).toBeCloseTo(usual, 4);
  }
});

/** The loss by loops over anchors, heads and pairs. */
function byLoops(views: [number[][][], number[][][]], t: number[][][], beta: number, form: AmclForm): number {
  const [heads, n] = [views[0].length, views[0][0]!.length];
  let total = 0;
  for (let c = 0; c < heads; c++) {
    const rows = [...views[0][c]!, ...views[1][c]!].map((row) => {
      const length = Math.hypot(...row);
      return row.map((x) => x / length);
    });
    const similarity = (i: number, j: number) => rows[i]!.reduce((sum, x, k) => sum + x * rows[j]![k]!, 0);
    const score = (i: number, j: number) => {
      const value = t[c]![i]![j]!;
      return similarity(i, j) / value - beta * ((rows[0]!.length / 2) * Math.log(value) + 1 / value);
    };
    for (let i = 0; i < 2 * n; i++) {
      const positive = (i + n) % (2 * n);
      const negatives = [...rows.keys()].filter((j) => j !== i && j !== positive);
      const nearest = negatives.reduce((a, b) => (similarity(i, b) > similarity(i, a) ? b : a));
      const compared = form === "max" ? [nearest] : form === "softmax" ? [...negatives, positive] : negatives;
      const sum = compared.reduce((all, j) => all + Math.exp(score(i, j)), 0);
      total += Math.log(sum) - score(i, positive);
    }
  }
  return total / (2 * n);
}

test.each(["softmax", "max", "decoupled"] as const)(
  "%s is what loops over all pairs add up",
  async (form) => {
    const given = async (x: Array) => (await x.jsAsync()) as number[][][];
    const lists: [number[][][], number[][][]] = [await given(view(3)), await given(view(4))];
    const expected = byLoops(lists, await given(tau(5)), 0.2, form);
    expect(await amclLoss(view(3), view(4), tau(5), { beta: 0.2, form }).jsAsync()).toBeCloseTo(expected, 4);
    const summed = amclLoss(view(3), view(4), tau(5), { beta: 0.2, form, reduction: "sum" });
    expect((await summed.jsAsync()) / 6).toBeCloseTo(expected, 4);
  },
);

test("does not depend on the order of the examples", async () => {
  const order = np.array(Int32Array.from([2, 0, 1]));
  const both = np.array(Int32Array.from([2, 0, 1, 5, 3, 4]));
  const permuted = tau(1).slice([], both.ref).slice([], [], both);
  const loss = amclLoss(view(1).slice([], order.ref), view(2).slice([], order), permuted);
  expect(await loss.jsAsync()).toBeCloseTo(await amclLoss(view(1), view(2), tau(1)).jsAsync(), 6);
});

test("adds up over heads: copies of a head count twice", async () => {
  const [a, b, t] = [view(1, [1, 3, 4]), view(2, [1, 3, 4]), tau(3, [1, 6, 6])];
  const twice = (x: Array) => np.concatenate([x.ref, x], 0);
  const single = await amclLoss(a.ref, b.ref, t.ref).jsAsync();
  expect(await amclLoss(twice(a), twice(b), twice(t)).jsAsync()).toBeCloseTo(2 * single, 5);
});

test("does not use the temperature of a row with itself, be it 0 or NaN", async () => {
  const isItself = () => np.eye(6, 6, { dtype: np.bool }).reshape([1, 6, 6]);
  for (const form of ["softmax", "max"] as const) {
    const loss = (t: Array) => amclLoss(view(1), view(2), t, { form });
    const expected = await loss(tau(3)).jsAsync();
    for (const value of [0, -1, NaN]) {
      const [got, slope] = valueAndGrad(loss)(np.where(isItself(), value, tau(3))) as [Array, Array];
      expect(await got.jsAsync()).toBeCloseTo(expected, 9);
      const ofDiagonal = np.where(isItself(), slope.ref, 0);
      expect(await np.max(np.abs(ofDiagonal)).jsAsync()).toBe(0);
      expect(await np.max(np.abs(slope)).jsAsync()).toBeGreaterThan(0);
    }
  }
});

test("max compares with the first of equally similar negatives", async () => {
  // Both negatives of the first anchor point the same way; only the temperature of the first one may matter.
  const [a, b] = [() => np.array([[[1, 0], [0, 1]]]), () => np.array([[[1, 0], [0, 1]]])]; // prettier-ignore
  const slope = grad((t: Array) => amclLoss(a(), b(), t, { form: "max", beta: 0.5 }))(
    np.full([1, 4, 4], 0.3),
  );
  const [row] = (await slope.jsAsync())[0] as number[][];
  expect(row![1]).not.toBe(0);
  expect(row![3]).toBe(0);
});

test("is finite with finite gradients where logits reach 1e4", async () => {
  const cold = () => tau(3).mul(1e-3 / 0.3);
  for (const form of ["softmax", "max", "decoupled"] as const) {
    const loss = (a: Array) => amclLoss(a, view(2).mul(1e4), cold(), { form, normalize: true });
    const [value, slope] = valueAndGrad(loss)(view(1).mul(1e-4)) as [Array, Array];
    expect(Number.isFinite(await value.jsAsync())).toBe(true);
    expect(Number.isFinite(await np.max(np.abs(slope)).jsAsync())).toBe(true);
    const unscaled = amclLoss(view(1).mul(1e2), view(2).mul(1e2), tau(3), { form, normalize: false });
    expect(Number.isFinite(await unscaled.jsAsync())).toBe(true);
  }
});

test("keeps its digits where the positive is far ahead", async () => {
  // Orthogonal examples at τ = 0.05: the loss is log(1 + 2 exp(−20)), below float32's rounding of 1.
  const rows = () => np.array([[[1, 0], [0, 1]]]); // prettier-ignore
  const loss = await amclLoss(rows(), rows(), np.full([1, 4, 4], 0.05)).jsAsync();
  expect(loss / (2 * Math.exp(-20))).toBeCloseTo(1, 4);
});

describe("validateAmclLoss", () => {
  const withTau = (value: number, at: number) => {
    const values = Float32Array.from({ length: 16 }, () => 0.5);
    values[at] = value;
    return np.array(values).reshape([1, 4, 4]);
  };
  const rows = () => np.ones([1, 2, 2]);
  const cases: [string, () => [Array, Array, Array, AmclOptions?], string][] = [
    ["whatever the loss refuses", () => [rows(), rows(), withTau(1, 0), { beta: -1 }], "beta"],
    ["infinite values", () => [np.array([[[1, 2], [Infinity, 1]]]), rows(), withTau(1, 0)], "viewA"], // prettier-ignore
    ["a row of zeros", () => [rows(), np.array([[[1, 2], [0, 0]]]), withTau(1, 0)], "viewB"], // prettier-ignore
    ["a temperature of 0", () => [rows(), rows(), withTau(0, 1)], "tau"],
    ["a negative temperature", () => [rows(), rows(), withTau(-1, 14)], "tau"],
    ["a temperature that is no number", () => [rows(), rows(), withTau(NaN, 4)], "tau"],
  ];
  for (const [name, make, argument] of cases) {
    test(`refuses ${name}`, async () => {
      await expect(validateAmclLoss(...make())).rejects.toMatchObject({ argument });
    });
  }

  test("borrows what it accepts, whatever stands on the diagonal", async () => {
    const given = [rows(), rows(), withTau(0, 5)] as const;
    await validateAmclLoss(...given);
    expect(await amclLoss(...given).jsAsync()).toBeGreaterThan(0);
  });
});
