import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { compSumLoss } from "./compSumLoss.ts";
import { ldrKlLoss, type LdrKlOptions, validateLdrKlLoss } from "./ldrKlLoss.ts";

const makeInputs = (seed: number): InputValues[] => [
  { shape: [4, 3], values: Float64Array.from({ length: 12 }, (_, i) => 2 * Math.sin(3.7 * i + seed)) },
  { shape: [4], values: [0, 2, 1, 2], kind: "int32" },
];

const scores = (rows: number[][], dtype = DType.Float32) => np.array(rows, { dtype });
const classes = (labels: number[]) => np.array(Int32Array.from(labels));
const lossOf = (rows: number[][], labels: number[], options: LdrKlOptions) =>
  ldrKlLoss(scores(rows), classes(labels), { reduction: "none", ...options }).jsAsync() as Promise<number[]>;

const calling =
  (logits: () => Array, labels: () => Array, options: LdrKlOptions = {}) =>
  () =>
    ldrKlLoss(logits(), labels(), options);
const fine = { logits: () => np.ones([2, 3]), labels: () => classes([0, 1]) };
const badCalls: BadCall[] = [
  { name: "logits without classes", call: calling(() => np.zeros([2]), fine.labels), argument: "logits" },
  { name: "a single class", call: calling(() => np.zeros([2, 1]), fine.labels), argument: "logits" },
  { name: "an empty batch", call: calling(() => np.zeros([0, 3]), fine.labels), argument: "logits" },
  {
    name: "integer logits",
    call: calling(() => fine.logits().astype(DType.Int32), fine.labels),
    argument: "logits",
  },
  { name: "a label too many", call: calling(fine.logits, () => classes([0, 1, 2])), argument: "labels" },
  { name: "float labels", call: calling(fine.logits, () => np.zeros([2])), argument: "labels" },
  { name: "lambda 0", call: calling(fine.logits, fine.labels, { lambda: 0 }), argument: "lambda" },
  {
    name: "a negative margin",
    call: calling(fine.logits, fine.labels, { margin: -0.1 }),
    argument: "margin",
  },
  {
    name: "an unknown normalization",
    call: calling(fine.logits, fine.labels, { normalize: "l2" as never }),
    argument: "normalize",
  },
  {
    name: "an unknown reduction",
    call: calling(fine.logits, fine.labels, { reduction: "max" as never }),
    argument: "reduction",
  },
];

const combinations: LdrKlOptions[] = [
  {},
  { normalize: "none", lambda: 0.1, margin: 1, reduction: "none" },
  { normalize: "none", lambda: 10, margin: 0, reduction: "sum" },
  { normalize: "l1", lambda: 1, margin: 0.5 },
  { normalize: "softplus", lambda: 0.1, margin: 2, reduction: "none" },
];
for (const [i, options] of combinations.entries()) {
  describe(JSON.stringify(options), () => {
    const spec = {
      name: "ldrKlLoss",
      apply: (logits?: Array, labels?: Array) => ldrKlLoss(logits!, labels!, options),
      makeInputs,
      shape: options.reduction === "none" ? [4] : [],
      differentiable: [0],
      ...(options.reduction !== "none" && { batchInputs: [0, 1] }),
      badCalls: i === 0 ? badCalls : [],
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
  const violations = (margin: number) =>
    rows.map((row, i) => row.map((z, k) => (k === labels[i] ? 0 : z - row[labels[i]!]! + margin)));
  const plain = { normalize: "none", margin: 0.5 } as const;

  test("with lambda 1, no margin and no normalization is cross-entropy less log K", async () => {
    const [robust, crossEntropy] = await Promise.all([
      lossOf(rows, labels, { normalize: "none", margin: 0 }),
      compSumLoss(scores(rows), classes(labels), { reduction: "none" }).jsAsync() as Promise<number[]>,
    ]);
    robust.forEach((loss, i) => expect(loss).toBeCloseTo(crossEntropy[i]! - Math.log(3), 5));
  });

  test("a small lambda takes the largest violation, a large one the mean", async () => {
    const [small, large] = [
      await lossOf(rows, labels, { ...plain, lambda: 1e-4 }),
      await lossOf(rows, labels, { ...plain, lambda: 1e3 }),
    ];
    for (const [i, row] of violations(0.5).entries()) {
      expect(small[i]).toBeCloseTo(Math.max(...row), 3);
      expect(large[i]).toBeCloseTo(row.reduce((sum, v) => sum + v, 0) / 3, 2);
    }
  });

  test("does not fall as lambda falls", async () => {
    const losses = await Promise.all(
      [10, 1, 0.1].map((lambda) => lossOf(rows, labels, { ...plain, lambda })),
    );
    for (const i of labels.keys()) {
      expect(losses[1]![i]).toBeGreaterThan(losses[0]![i]!);
      expect(losses[2]![i]).toBeGreaterThan(losses[1]![i]!);
    }
  });

  test("normalization puts the scores on a scale of its own", async () => {
    for (const normalize of ["l1", "softplus"] as const) {
      const divisor = rows.map((row) => row.reduce((sum, z) => sum + scaled(z, normalize), 0) / 3);
      const scaledRows = rows.map((row, i) =>
        row.map((z) => (normalize === "l1" ? z : scaled(z, normalize)) / divisor[i]!),
      );
      const [got, want] = [
        await lossOf(rows, labels, { normalize }),
        await lossOf(scaledRows, labels, { normalize: "none" }),
      ];
      got.forEach((loss, i) => expect(loss).toBeCloseTo(want[i]!, 5));
    }
  });

  const scaled = (z: number, normalize: "l1" | "softplus") =>
    normalize === "l1" ? Math.abs(z) : Math.log1p(Math.exp(z));

  test.each(["none", "l1", "softplus"] as const)("is finite at extreme scores: %s", async (normalize) => {
    const extreme = [
      [1e4, -1e4, 0],
      [-1e4, -1e4 - 1, -1e4 - 2],
      [1e4, 1e4, 1e4],
    ];
    const zeros = [1, 0, 2];
    for (const lambda of [0.1, 10]) {
      const losses = await lossOf(extreme, zeros, { normalize, lambda });
      expect(losses.every(Number.isFinite)).toBe(true);
      const slope = grad((x: Array) => ldrKlLoss(x, classes(zeros), { normalize, lambda, reduction: "sum" }));
      expect([...(await slope(scores(extreme)).data())].every(Number.isFinite)).toBe(true);
    }
  });

  test("softplus of scores far below 0 depends on their differences alone", async () => {
    const low = [-40, -41, -42.5];
    const [near, far] = await lossOf([low, low.map((z) => z - 960)], [1, 1], {});
    expect(far).toBeCloseTo(near!, 5);
    const sum = low.reduce((total, z) => total + Math.exp(z), 0) / 3;
    const [plainLoss] = await lossOf([low.map((z) => Math.exp(z) / sum)], [1], { normalize: "none" });
    expect(near).toBeCloseTo(plainLoss!, 5);
  });

  test("takes a batch of one", async () => {
    const [loss] = await lossOf([[0, 0, 0, 0]], [2], { normalize: "none", margin: 0 });
    expect(loss).toBeCloseTo(0, 6);
  });
});

describe("validateLdrKlLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [logits, labels] = [fine.logits(), fine.labels()];
    await validateLdrKlLoss(logits, labels);
    expect(await ldrKlLoss(logits, labels, { margin: 0 }).jsAsync()).toBeCloseTo(0, 6);
  });

  test("names scores that are not finite, rows without a scale and labels out of range", async () => {
    const refuses = (logits: Array, labels: Array, normalize: LdrKlOptions["normalize"], argument: string) =>
      expect(validateLdrKlLoss(logits, labels, { normalize: normalize! })).rejects.toMatchObject({
        argument,
      });
    await refuses(scores([[0, NaN, 0]]), classes([0]), "none", "logits");
    await refuses(scores([[0, 0, 0]]), classes([0]), "l1", "logits");
    await refuses(fine.logits(), classes([0, 3]), "softplus", "labels");
    await validateLdrKlLoss(scores([[0, 0, 0]]), classes([0]), { normalize: "softplus" });
  });
});
