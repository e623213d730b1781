import { type Array, DType, grad, jit, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { negativePenalties } from "../theory/negativePenalties.ts";
import { contrastiveLoss, type ContrastiveLossOptions, validateContrastiveLoss } from "./contrastiveLoss.ts";

const rows = (seed: number, n: number, d: number): InputValues => ({
  shape: [n, d],
  values: Float64Array.from({ length: n * d }, (_, i) => 2 * Math.sin(1 + 7.3 * i + 3.1 * seed + (i % d))),
});
const float64 = (values: number[][]) =>
  np.array(Float64Array.from(values.flat())).reshape([values.length, values[0]!.length]);
const int32 = (values: number[]) => np.array(Int32Array.from(values));
const bool = (values: number[][]) =>
  int32(values.flat()).reshape([values.length, values[0]!.length]).astype(DType.Bool);

/** The loss as a function of the similarities themselves, in float64. */
function onSimilarities(similarities: Array, options: ContrastiveLossOptions = {}): Array {
  const identity = np.eye(similarities.shape[1]!, undefined, { dtype: np.float64 });
  return contrastiveLoss(similarities, identity, { normalize: false, reduction: "sum", ...options });
}

const gradientOnSimilarities = (similarities: number[][], options: () => ContrastiveLossOptions) =>
  grad((s: Array) => onSimilarities(s, options()))(float64(similarities)).jsAsync() as Promise<number[][]>;

const badCalls: BadCall[] = [
  {
    name: "queries of rank 1",
    call: () => contrastiveLoss(np.ones([3]), np.ones([3, 2])),
    argument: "queries",
  },
  {
    name: "keys of rank 3",
    call: () => contrastiveLoss(np.ones([3, 2]), np.ones([3, 2, 1])),
    argument: "keys",
  },
  { name: "unequal d", call: () => contrastiveLoss(np.ones([3, 2]), np.ones([3, 4])), argument: "keys" },
  { name: "no anchors", call: () => contrastiveLoss(np.ones([0, 2]), np.ones([3, 2])), argument: "queries" },
  { name: "a single key", call: () => contrastiveLoss(np.ones([1, 2]), np.ones([1, 2])), argument: "keys" },
  {
    name: "anchors without a key",
    call: () => contrastiveLoss(np.ones([3, 2]), np.ones([2, 2])),
    argument: "keys",
  },
  {
    name: "integer queries",
    call: () => contrastiveLoss(np.ones([3, 2]).astype(np.int32), np.ones([3, 2])),
    argument: "queries",
  },
  {
    name: "integer keys",
    call: () => contrastiveLoss(np.ones([3, 2]), np.ones([3, 2]).astype(np.int32)),
    argument: "keys",
  },
  ...(
    [
      ["temperature 0", { temperature: 0 }, "temperature"],
      ["an infinite temperature", { temperature: Infinity }, "temperature"],
      ["hardFraction 0", { hardFraction: 0 }, "hardFraction"],
      ["hardFraction above 1", { hardFraction: 1.01 }, "hardFraction"],
      ["a simpleWeight that is no number", { simpleWeight: NaN }, "simpleWeight"],
      ["an unknown form", { form: "linear" as "simple" }, "form"],
      ["an unknown reduction", { reduction: "max" as "mean" }, "reduction"],
      ["too few positives", { positives: int32([0, 1]) }, "positives"],
      ["positives that are no integers", { positives: np.ones([3]) }, "positives"],
      ["exclude of another shape", { exclude: bool([[0, 1, 0]]) }, "exclude"],
      ["exclude of numbers", { exclude: np.ones([3, 4]) }, "exclude"],
    ] as [string, ContrastiveLossOptions, string][]
  ).map(([name, options, argument]) => ({
    name,
    call: () => contrastiveLoss(np.ones([3, 2]), np.ones([4, 2]), options),
    argument,
  })),
];

describe("battery", () => {
  const variants: Record<string, ContrastiveLossOptions> = {
    softmax: {},
    "small temperature": { temperature: 0.02 },
    hard: { temperature: 1, hardFraction: 0.4 },
    "in chunks": { temperature: 0.5, chunkSize: 2 },
    simple: { form: "simple" },
    "hard simple, weighted, not normalised": {
      form: "simple",
      hardFraction: 0.5,
      simpleWeight: 0.7,
      normalize: false,
      reduction: "sum",
    },
  };
  for (const [name, options] of Object.entries(variants)) {
    describe(name, () => {
      const checks = methodChecks({
        name,
        apply: (queries, keys) => contrastiveLoss(queries!, keys!, options),
        makeInputs: (seed) => [rows(seed, 5, 3), rows(seed + 0.5, 5, 3)],
        shape: [],
        differentiable: [0, 1],
        batchInputs: [0, 1],
        gradientTolerance: 1e-4,
      });
      for (const check of checks) test(check.name, check.run);
    });
  }

  describe("positives and exclude, no reduction", () => {
    const checks = methodChecks({
      name: "positives and exclude",
      apply: (queries, keys, positives, exclude) =>
        contrastiveLoss(queries!, keys!, {
          positives: positives!,
          exclude: exclude!,
          hardFraction: 0.6,
          reduction: "none",
        }),
      makeInputs: (seed) => [
        rows(seed, 3, 2),
        rows(seed + 0.5, 4, 2),
        { shape: [3], values: [3, 0, 3], kind: "int32" },
        { shape: [3, 4], values: [0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0], kind: "bool" },
      ],
      shape: [3],
      differentiable: [0, 1],
      badCalls,
    });
    for (const check of checks) test(check.name, check.run);
  });
});

describe("softmax form", () => {
  const similarities = [
    [0.9, 0.2, -0.4, 0.5],
    [0.1, 0.3, 0.8, -0.9],
  ];

  test("is −log softmax at the positive", async () => {
    const temperature = 0.2;
    const losses = await onSimilarities(float64(similarities), { temperature, reduction: "none" }).jsAsync();
    for (const [i, row] of similarities.entries()) {
      const weights = row.map((s) => Math.exp(s / temperature));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      expect(losses[i]).toBeCloseTo(-Math.log(weights[i]! / total), 6);
    }
  });

  test("pushes on negatives as hard as it pulls, shared out by the relative penalties", async () => {
    const temperature = 0.15;
    const gradient = await gradientOnSimilarities(similarities, () => ({ temperature }));
    const shares: number[][] = await negativePenalties(float64(similarities), { temperature }).jsAsync();
    for (const [i, row] of gradient.entries()) {
      const pull = -row[i]!;
      for (const [j, push] of row.entries()) if (j !== i) expect(push).toBeCloseTo(pull * shares[i]![j]!, 6);
    }
  });

  test("tends to the triplet loss of the hardest negative as the temperature falls", async () => {
    const temperature = 1e-3;
    const losses = await onSimilarities(float64(similarities), { temperature, reduction: "none" }).jsAsync();
    expect(losses[0] * temperature).toBeCloseTo(0, 3);
    expect(losses[1] * temperature).toBeCloseTo(0.8 - 0.3, 3);
  });

  test("tends to the simple loss as the temperature grows", async () => {
    const temperature = 1e4;
    const gradient = await gradientOnSimilarities(similarities, () => ({ temperature }));
    const simple = await gradientOnSimilarities(similarities, () => ({ form: "simple" }));
    const scale = 3 / (4 * temperature);
    for (const [i, row] of gradient.entries())
      for (const [j, value] of row.entries()) expect(value / scale).toBeCloseTo(simple[i]![j]!, 3);
  });

  test("stays finite for similarities of ±1e4, also in float32", async () => {
    const extreme = () => np.array([[-1e4, 1e4, 0]]);
    const loss = (s: Array) =>
      contrastiveLoss(s, np.eye(3), { normalize: false, temperature: 0.05, hardFraction: 0.5 });
    expect(await loss(extreme()).jsAsync()).toBeCloseTo(4e5, 0);
    const [gradient] = await grad(loss)(extreme()).jsAsync();
    expect(gradient.map(Math.round)).toEqual([-20, 20, 0]);
  });

  test("works for a single anchor with a single negative", async () => {
    const loss = await onSimilarities(float64([[0.5, 0.1]]), { temperature: 1 }).jsAsync();
    expect(loss).toBeCloseTo(Math.log(1 + Math.exp(-0.4)), 6);
  });
});

describe("hard negatives", () => {
  const row = [0, 0.5, 0.3, 0.3, 0.1, -0.2];
  const kept = async (hardFraction: number, exclude?: number[]) => {
    const [gradient] = await gradientOnSimilarities([row], () => ({
      form: "simple",
      hardFraction,
      simpleWeight: 1,
      ...(exclude && { exclude: bool([exclude]) }),
    }));
    return gradient!.flatMap((value, j) => (value > 0 ? [j] : []));
  };

  test("are the ⌈αm⌉ most similar, at least one, with ties kept", async () => {
    expect(await kept(0.01)).toEqual([1]);
    expect(await kept(0.2)).toEqual([1]);
    expect(await kept(0.21)).toEqual([1, 2, 3]);
    expect(await kept(0.6)).toEqual([1, 2, 3]);
    expect(await kept(0.8)).toEqual([1, 2, 3, 4]);
    expect(await kept(1)).toEqual([1, 2, 3, 4, 5]);
  });

  test("are counted without the excluded ones", async () => {
    expect(await kept(0.5, [0, 1, 0, 0, 0, 0])).toEqual([2, 3]);
    expect(await kept(0.75, [0, 1, 0, 0, 0, 0])).toEqual([2, 3, 4]);
  });

  test("give the plain loss when all are kept", async () => {
    for (const form of ["softmax", "simple"] as const) {
      const plain = await onSimilarities(float64([row]), { form }).jsAsync();
      expect(await onSimilarities(float64([row]), { form, hardFraction: 1 }).jsAsync()).toBe(plain);
    }
  });

  test("share λ = 1 among the kept ones by default", async () => {
    const loss = await onSimilarities(float64([row]), { form: "simple", hardFraction: 0.4 }).jsAsync();
    expect(loss).toBeCloseTo((0.5 + 0.3 + 0.3) / 3, 6);
  });
});

describe("excluded pairs", () => {
  test("neither count nor get a gradient, however similar they are", async () => {
    const options = () => ({ temperature: 0.1, exclude: bool([[1, 0, 1]]) });
    const [gradient] = await gradientOnSimilarities([[0.2, 0.1, 1e5]], options);
    expect(gradient![2]).toBe(0);
    const loss = await onSimilarities(float64([[0.2, 0.1, 1e5]]), options()).jsAsync();
    expect(loss).toBeCloseTo(Math.log(1 + Math.exp(-1)), 6);
  });
});

describe("validateContrastiveLoss", () => {
  const cases: [string, () => [Array, Array, ContrastiveLossOptions?], string][] = [
    ["whatever the loss refuses", () => [np.ones([2]), np.ones([2, 2])], "queries"],
    ["infinite queries", () => [np.array([[Infinity, 1]]), np.ones([2, 2])], "queries"],
    ["keys that are no numbers", () => [np.ones([1, 2]), np.array([[1, NaN], [1, 1]])], "keys"], // prettier-ignore
    ["a query of zeros", () => [np.zeros([1, 2]), np.ones([2, 2])], "queries"],
    [
      "positives out of range",
      () => [np.ones([1, 2]), np.ones([2, 2]), { positives: int32([2]) }],
      "positives",
    ],
    ["no negative", () => [np.ones([1, 2]), np.ones([2, 2]), { exclude: bool([[0, 1]]) }], "exclude"],
  ];
  for (const [name, make, argument] of cases) {
    test(`refuses ${name}`, async () => {
      await expect(validateContrastiveLoss(...make())).rejects.toMatchObject({ argument });
    });
  }

  test("borrows what it accepts", async () => {
    const [queries, keys] = [np.ones([2, 2]), np.ones([3, 2])];
    const options = { positives: int32([2, 0]), exclude: bool([[0, 1, 1], [0, 0, 1]]), temperature: 1 }; // prettier-ignore
    await validateContrastiveLoss(queries, keys, options);
    expect(await contrastiveLoss(queries, keys, options).jsAsync()).toBeCloseTo(Math.log(2), 6);
  });

  test("takes rows of zeros where nothing is normalised", async () => {
    await validateContrastiveLoss(np.zeros([1, 2]), np.ones([2, 2]), { normalize: false });
  });
});

test("the gradient of the hard loss is the same in a compiled program", async () => {
  const values = () => np.array(Float32Array.from(rows(1, 6, 6).values)).reshape([6, 6]);
  const gradient = grad((x: Array) => contrastiveLoss(x, np.eye(6), { hardFraction: 0.4, temperature: 1 }));
  const program = jit(gradient);
  const difference = np.max(np.abs(program(values()).sub(gradient(values()) as Array)));
  expect(await difference.jsAsync()).toBeLessThan(1e-6);
  program.dispose();
});

test("a row of zeros gives a finite loss and gradient", async () => {
  const loss = (queries: Array) => contrastiveLoss(queries, np.eye(2));
  expect(await loss(np.zeros([1, 2])).jsAsync()).toBeCloseTo(Math.log(2), 6);
  const gradient: number[][] = await grad(loss)(np.zeros([1, 2])).jsAsync();
  expect(gradient.flat().every(Number.isFinite)).toBe(true);
});
