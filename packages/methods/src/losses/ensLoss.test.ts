import { type Array, DType, grad, numpy as np, random } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { ensLoss, ensLossDerivatives, type EnsLossOptions, validateEnsLoss } from "./ensLoss.ts";

const labelsOf = (...values: number[]) => np.array(Int32Array.from(values));
const wave = (seed: number, count: number, scale = 1) =>
  Float64Array.from({ length: count }, (_, i) => scale * Math.sin(3.7 * i + seed));

const lossInputs = (seed: number): InputValues[] => [
  { shape: [6], values: wave(seed, 6, 3) },
  { shape: [6], values: [0, 1, 1, 0, 1, 0], kind: "int32" },
  { shape: [6], values: wave(seed + 1, 6, 2) },
];
const derivativeInputs = (seed: number): InputValues[] => [
  { shape: [6], values: wave(seed, 6, 3) },
  { shape: [6], values: wave(seed + 1, 6, 2) },
];

const fine = { logits: () => np.zeros([2]), labels: () => labelsOf(0, 1), draws: () => np.ones([2]) };
const badOptions: [string, EnsLossOptions, string][] = [
  ["a λ above 1", { lambda: 1.1 }, "lambda"],
  ["a λ below −1", { lambda: -1.1 }, "lambda"],
  ["λ NaN", { lambda: NaN }, "lambda"],
  ["no room under the clip", { clip: 0 }, "clip"],
  ["an infinite clip", { clip: Infinity }, "clip"],
  ["a negative floor", { floor: -1e-6 }, "floor"],
  ["a tail that is no switch", { tail: "yes" as never }, "tail"],
];
const calling =
  (given: Partial<typeof fine>, options: EnsLossOptions = {}) =>
  () => {
    const { logits, labels, draws } = { ...fine, ...given };
    return ensLoss(logits(), labels(), draws(), options);
  };
const badLossCalls: BadCall[] = [
  { name: "a scalar", call: calling({ logits: () => np.zeros([]) }), argument: "logits" },
  { name: "two columns", call: calling({ logits: () => np.zeros([2, 2]) }), argument: "logits" },
  { name: "integer logits", call: calling({ logits: () => labelsOf(0, 1) }), argument: "logits" },
  { name: "an empty batch", call: calling({ logits: () => np.zeros([0]) }), argument: "logits" },
  { name: "a label too many", call: calling({ labels: () => labelsOf(0, 1, 1) }), argument: "labels" },
  { name: "float labels", call: calling({ labels: () => np.zeros([2]) }), argument: "labels" },
  { name: "a draw too few", call: calling({ draws: () => np.zeros([1]) }), argument: "draws" },
  { name: "integer draws", call: calling({ draws: () => labelsOf(0, 1) }), argument: "draws" },
  ...badOptions.map(([name, options, argument]) => ({ name, call: calling({}, options), argument })),
];
const badDerivativeCalls: BadCall[] = [
  {
    name: "a column of margins",
    call: () => ensLossDerivatives(np.zeros([2, 1]), np.zeros([2])),
    argument: "margins",
  },
  {
    name: "integer margins",
    call: () => ensLossDerivatives(labelsOf(1), np.zeros([1])),
    argument: "margins",
  },
  {
    name: "an empty batch",
    call: () => ensLossDerivatives(np.zeros([0]), np.zeros([0])),
    argument: "margins",
  },
  {
    name: "a draw too many",
    call: () => ensLossDerivatives(np.zeros([2]), np.zeros([3])),
    argument: "draws",
  },
  { name: "integer draws", call: () => ensLossDerivatives(np.zeros([1]), labelsOf(1)), argument: "draws" },
  ...badOptions.map(([name, options, argument]) => ({
    name,
    call: () => ensLossDerivatives(np.zeros([2]), np.zeros([2]), options),
    argument,
  })),
];

const combinations: EnsLossOptions[] = [
  {},
  { lambda: 0.5 },
  { lambda: -0.5, tail: false },
  { lambda: 1, clip: 0.5, floor: 0.01 },
  { lambda: -1 },
  { lambda: 1e-3, tail: false },
];

for (const options of combinations) {
  const isDefault = Object.keys(options).length === 0;
  describe(`ensLoss ${JSON.stringify(options)}`, () => {
    const spec = {
      name: "ensLoss",
      apply: (logits?: Array, labels?: Array, draws?: Array) => ensLoss(logits!, labels!, draws!, options),
      makeInputs: lossInputs,
      shape: [],
      batchInputs: [0, 1, 2],
      // With the tail the derivatives depend on the margins within their order, and the loss ignores that.
      differentiable: options.tail === false ? [0] : [],
      badCalls: isDefault ? badLossCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
  describe(`ensLossDerivatives ${JSON.stringify(options)}`, () => {
    const spec = {
      name: "ensLossDerivatives",
      apply: (margins?: Array, draws?: Array) => ensLossDerivatives(margins!, draws!, options),
      makeInputs: derivativeInputs,
      shape: [6],
      badCalls: isDefault ? badDerivativeCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
}

const derivativesOf = (margins: number[], draws: number[], options: EnsLossOptions = {}) =>
  ensLossDerivatives(np.array(margins), np.array(draws), options).jsAsync() as Promise<number[]>;

/** The method in plain numbers. */
function reference(
  margins: number[],
  draws: number[],
  { lambda = 0, clip = 1, floor = 1e-6, tail = true }: EnsLossOptions,
): number[] {
  const size = (u: number) => (lambda === 0 ? Math.exp(u) : Math.max(1 + lambda * u, 0) ** (1 / lambda));
  const ordered = draws.map((u) => Math.max(-size(u), -clip)).sort((a, b) => a - b);
  const order = margins.map((_, i) => i).sort((i, j) => margins[i]! - margins[j]!);
  return margins.map((s, i) => {
    const d = ordered[order.indexOf(i)]!;
    return (tail && s > 1 ? d / s : d) - floor;
  });
}

describe("derivatives", () => {
  const margins = [2.5, -0.3, 0.8, -4, 1.0001, 0.1, 30, 7];
  const draws = [0.3, -1.2, 2.5, -0.4, -2.8, 0.9, -0.1, -3.5];

  test.each([0, 1e-12, 1e-6, 1e-3, 0.3, 1, -1e-3, -0.3, -0.9, -1])(
    "follow the definition for λ = %s",
    async (lambda) => {
      for (const tail of [true, false]) {
        const got = await derivativesOf(margins, draws, { lambda, tail });
        const exactLambda = Math.abs(lambda) < 1e-9 ? 0 : lambda;
        const want = reference(margins, draws, { lambda: exactLambda, tail });
        got.forEach((value, i) => expect(Math.abs(value - want[i]!)).toBeLessThan(1e-5 * Math.abs(want[i]!)));
      }
    },
  );

  test("never fall as the margin grows, and stay between −clip − floor and −floor", async () => {
    for (const lambda of [0, 0.7, -0.7]) {
      const got = await derivativesOf(margins, draws, { lambda, clip: 0.6, floor: 0.01 });
      const bySize = margins.map((s, i) => [s, got[i]!] as const).sort(([a], [b]) => a - b);
      bySize.slice(1).forEach(([, g], i) => expect(g).toBeGreaterThanOrEqual(bySize[i]![1]));
      for (const g of got) {
        expect(g).toBeLessThanOrEqual(-0.01 + 1e-8);
        expect(g).toBeGreaterThanOrEqual(-0.61 - 1e-6);
      }
    }
  });

  test("decay like 1/s beyond a margin of 1 only with the tail", async () => {
    const [decayed, plain] = [
      await derivativesOf(margins, draws, { floor: 0 }),
      await derivativesOf(margins, draws, { floor: 0, tail: false }),
    ];
    margins.forEach((s, i) => expect(decayed[i]! * Math.max(s, 1)).toBeCloseTo(plain[i]!, 6));
  });

  test("depend on the margins through their order alone without the tail", async () => {
    const moved = margins.map((s) => s ** 3 + 100);
    expect(await derivativesOf(moved, draws, { tail: false })).toEqual(
      await derivativesOf(margins, draws, { tail: false }),
    );
  });

  test("serve equal margins in the order of the batch", async () => {
    const got = await derivativesOf([0.5, 0.5, 0.5], [-1, -3, -2], { floor: 0 });
    expect(got.map((g) => Math.log(-g))).toEqual([-1, -2, -3].map((u) => expect.closeTo(u, 5)));
  });

  test("are set by the draw alone in a batch of one", async () => {
    const [got] = await derivativesOf([-3], [-2]);
    expect(got).toBeCloseTo(-Math.exp(-2) - 1e-6, 7);
  });

  test("are finite at extreme margins and draws", async () => {
    for (const lambda of [0, 1, -1, 0.5, -0.5]) {
      const got = await derivativesOf([1e4, -1e4, 0], [1e4, -1e4, 0], { lambda });
      for (const g of got) expect(g).toBeLessThan(0);
      for (const g of got) expect(g).toBeGreaterThanOrEqual(-1.0001);
    }
  });
});

describe("the loss", () => {
  const gradientOf = async (options: EnsLossOptions, argument: 0 | 1) => {
    const logits = () => np.array([2, -0.5, 0.25, 3], { dtype: DType.Float64 });
    const draws = () => np.array([0.2, -1, -2, -0.3], { dtype: DType.Float64 });
    const labels = () => labelsOf(1, 1, 0, 0);
    const slope =
      argument === 0
        ? grad((z: Array) => ensLoss(z, labels(), draws(), options))(logits())
        : grad((u: Array) => ensLoss(logits(), labels(), u, options))(draws());
    return [...(await (slope as Array).data())];
  };

  test("has the derivatives as its gradient, with the sign of the label, also in the tail", async () => {
    for (const options of combinations) {
      const want = reference([2, -0.5, -0.25, -3], [0.2, -1, -2, -0.3], options);
      const signs = [1, 1, -1, -1];
      (await gradientOf(options, 0)).forEach((slope, i) =>
        expect(slope).toBeCloseTo((signs[i]! * want[i]!) / 4, 6),
      );
    }
  });

  test("lets nothing flow back to the draws", async () => {
    expect((await gradientOf({}, 1)).map(Math.abs)).toEqual([0, 0, 0, 0]);
  });

  test("is the same for a column of scores, and takes float32 draws with float64 scores", async () => {
    const draws = () => random.normal(random.key(1), [3]);
    const flat = ensLoss(np.array([1, -2, 3]), labelsOf(0, 1, 1), draws());
    const column = ensLoss(np.array([[1], [-2], [3]]), labelsOf(0, 1, 1), draws());
    expect(await column.jsAsync()).toBe(await flat.jsAsync());
    const exact = ensLoss(np.ones([3], { dtype: DType.Float64 }), labelsOf(0, 1, 1), draws());
    expect(exact.dtype).toBe(DType.Float64);
    exact.dispose();
  });

  test("is a mean of derivative times margin", async () => {
    const want = reference([1.5, 2], [0.4, -1], {});
    const value = await ensLoss(np.array([1.5, -2]), labelsOf(1, 0), np.array([0.4, -1])).jsAsync();
    expect(value).toBeCloseTo((want[0]! * 1.5 + want[1]! * 2) / 2, 5);
  });
});

test("validateEnsLoss accepts what is sound, keeps it, and names what is not", async () => {
  const [logits, labels, draws] = [fine.logits(), fine.labels(), fine.draws()];
  await validateEnsLoss(logits, labels, draws);
  expect(Math.abs((await ensLoss(logits, labels, draws).jsAsync()) as number)).toBe(0);
  const refused: [string, Partial<typeof fine>][] = [
    ["logits", { logits: () => np.array([Infinity, 0]) }],
    ["labels", { labels: () => labelsOf(0, 2) }],
    ["draws", { draws: () => np.array([0, NaN]) }],
  ];
  for (const [argument, given] of refused) {
    const broken = { ...fine, ...given };
    const check = validateEnsLoss(broken.logits(), broken.labels(), broken.draws());
    await expect(check).rejects.toMatchObject({ argument });
  }
});
