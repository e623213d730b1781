import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { ldrKlLoss } from "./ldrKlLoss.ts";
import { ldrTopKLoss } from "./ldrTopKLoss.ts";
import { ldrTopKKlLoss, type LdrTopKKlOptions, validateLdrTopKKlLoss } from "./ldrTopKKlLoss.ts";

const makeInputs = (seed: number): InputValues[] => [
  { shape: [3, 4], values: Float64Array.from({ length: 12 }, (_, i) => 2 * Math.sin(3.7 * i + seed)) },
  { shape: [3], values: [0, 2, 1], kind: "int32" },
];

const classes = (labels: number[]) => np.array(Int32Array.from(labels));
const fine = { logits: () => np.ones([2, 3]), labels: () => classes([0, 1]) };
const calling =
  (options: unknown, logits = fine.logits, labels = fine.labels) =>
  () =>
    ldrTopKKlLoss(logits(), labels(), options as LdrTopKKlOptions);
const badCalls: BadCall[] = [
  { name: "no k", call: calling({}), argument: "k" },
  { name: "k = 0", call: calling({ k: 0 }), argument: "k" },
  { name: "more than all classes", call: calling({ k: 4 }), argument: "k" },
  { name: "lambda 0", call: calling({ k: 1, lambda: 0 }), argument: "lambda" },
  { name: "a negative margin", call: calling({ k: 1, margin: -1 }), argument: "margin" },
  { name: "an unknown normalization", call: calling({ k: 1, normalize: "l2" }), argument: "normalize" },
  { name: "an unknown reduction", call: calling({ k: 1, reduction: "max" }), argument: "reduction" },
  { name: "a single class", call: calling({ k: 1 }, () => np.zeros([2, 1])), argument: "logits" },
  { name: "an empty batch", call: calling({ k: 1 }, () => np.zeros([0, 3])), argument: "logits" },
  { name: "a label too few", call: calling({ k: 1 }, fine.logits, () => classes([0])), argument: "labels" },
];

const combinations: LdrTopKKlOptions[] = [
  { k: 2 },
  { k: 3, normalize: "none", lambda: 0.3, reduction: "none" },
  { k: 4, normalize: "none", lambda: 1, margin: 1 },
  { k: 2, normalize: "l1", lambda: 0.5, reduction: "sum" },
];
for (const [i, options] of combinations.entries()) {
  describe(JSON.stringify(options), () => {
    const spec = {
      name: "ldrTopKKlLoss",
      apply: (logits?: Array, labels?: Array) => ldrTopKKlLoss(logits!, labels!, options),
      makeInputs,
      shape: options.reduction === "none" ? [3] : [],
      differentiable: [0],
      ...(options.reduction !== "none" && { batchInputs: [0, 1] }),
      badCalls: i === 0 ? badCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
}

/** The same optimum by bisection on what normalises the weights min(1/k, e^{v/λ}/Z). */
function byBisection(violations: number[], lambda: number, k: number): { value: number; weights: number[] } {
  const weightsAt = (logZ: number) => violations.map((v) => Math.min(1 / k, Math.exp(v / lambda - logZ)));
  const bound = Math.max(...violations.map(Math.abs)) / lambda + 10;
  let [low, high] = [-bound, bound];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (weightsAt(middle).reduce((sum, p) => sum + p, 0) > 1) low = middle;
    else high = middle;
  }
  const weights = weightsAt(high);
  const classCount = violations.length;
  const terms = weights.map(
    (p, i) => p * violations[i]! - (p > 0 ? lambda * p * Math.log(classCount * p) : 0),
  );
  return { value: terms.reduce((sum, term) => sum + term, 0), weights };
}

describe("values", () => {
  const rows = globalThis.Array.from({ length: 6 }, (_, i) =>
    globalThis.Array.from({ length: 7 }, (_, j) => 3 * Math.sin(5.1 * i + 2.3 * j * j + 1)),
  );
  const labels = [0, 1, 2, 3, 4, 5];
  const margin = 0.1;
  const plain = { normalize: "none", margin } as const;
  const scores = (dtype: DType = DType.Float32) => np.array(rows, { dtype });
  const violations = rows.map((row, i) =>
    row.map((z, j) => (j === labels[i] ? 0 : z - row[labels[i]!]! + margin)),
  );

  test.each([1, 2, 3, 5, 7])("k = %s reaches the optimum, and its gradient is the weights", async (k) => {
    for (const lambda of [0.2, 1, 5]) {
      const options = { ...plain, lambda, k };
      const losses = (await ldrTopKKlLoss(scores(), classes(labels), {
        ...options,
        reduction: "none",
      }).jsAsync()) as number[];
      const total = (x: Array) => ldrTopKKlLoss(x, classes(labels), { ...options, reduction: "sum" });
      const gradient = (await (grad(total)(scores()) as Array).jsAsync()) as number[][];
      for (const [i, row] of violations.entries()) {
        const { value, weights } = byBisection(row, lambda, k);
        expect(losses[i]).toBeCloseTo(value, 3);
        for (const [j, weight] of weights.entries()) {
          if (j !== labels[i]) expect(gradient[i]![j]).toBeCloseTo(weight, 3);
        }
      }
    }
  });

  test("lies between its neighbours: k = 1 is LDR-KL, lambda near 0 the top-k loss", async () => {
    const valueOf = async (loss: Array) => (await loss.jsAsync()) as number;
    const first = await valueOf(ldrTopKKlLoss(scores(), classes(labels), { ...plain, k: 1 }));
    expect(first).toBeCloseTo(await valueOf(ldrKlLoss(scores(), classes(labels), plain)), 5);
    const sharp = await valueOf(ldrTopKKlLoss(scores(), classes(labels), { ...plain, k: 3, lambda: 1e-4 }));
    expect(sharp).toBeCloseTo(await valueOf(ldrTopKLoss(scores(), classes(labels), { ...plain, k: 3 })), 3);
  });

  test("stays finite where scores tie or are extreme", async () => {
    const awkward = [
      [1, 1, 1, 1],
      [1e4, -1e4, 0, 1e4],
      [-1e4, -1e4, -1e4, -1e4],
    ];
    for (const normalize of ["none", "l1", "softplus"] as const) {
      for (const k of [2, 3, 4]) {
        const total = (x: Array) => ldrTopKKlLoss(x, classes([0, 1, 2]), { k, normalize, lambda: 0.1 });
        expect(Number.isFinite(await total(np.array(awkward)).jsAsync())).toBe(true);
        const gradient = await (grad(total)(np.array(awkward)) as Array).data();
        expect([...gradient].every(Number.isFinite)).toBe(true);
      }
    }
  });
});

test("validateLdrTopKKlLoss names scores that are not finite, rows without a scale and labels out of range", async () => {
  await validateLdrTopKKlLoss(fine.logits(), fine.labels());
  const refuses = (rows: number[][], labels: number[], argument: string) =>
    expect(validateLdrTopKKlLoss(np.array(rows), classes(labels), { normalize: "l1" })).rejects.toMatchObject(
      { argument },
    );
  await refuses([[0, Infinity]], [0], "logits");
  await refuses([[0, 0]], [0], "logits");
  await refuses([[0, 1]], [2], "labels");
});
