import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import {
  normalizedSoftmaxLoss,
  type NormalizedSoftmaxOptions,
  validateNormalizedSoftmaxLoss,
} from "./normalizedSoftmaxLoss.ts";

const rows = (seed: number, n: number, d: number): InputValues => ({
  shape: [n, d],
  values: Float64Array.from({ length: n * d }, (_, i) => 2 * Math.sin(1 + 7.3 * i + 3.1 * seed + (i % d))),
});
const float64 = (values: number[][]) =>
  np.array(Float64Array.from(values.flat())).reshape([values.length, values[0]!.length]);
const int32 = (...values: number[]) => np.array(Int32Array.from(values));

interface Inputs {
  embeddings?: () => Array;
  labels?: () => Array;
  weight?: () => Array;
  options?: NormalizedSoftmaxOptions;
}
const fine = { embeddings: () => np.ones([2, 3]), labels: () => int32(0, 1), weight: () => np.ones([4, 3]) };
const refused = (name: string, argument: string, change: Inputs): BadCall => ({
  name,
  argument,
  call: () => {
    const { embeddings, labels, weight, options } = { ...fine, ...change };
    return normalizedSoftmaxLoss(embeddings(), labels(), weight(), options);
  },
});
const badCalls = [
  refused("embeddings of rank 1", "embeddings", { embeddings: () => np.ones([3]) }),
  refused("an empty batch", "embeddings", { embeddings: () => np.ones([0, 3]), labels: () => int32() }),
  refused("no dimensions", "embeddings", { embeddings: () => np.ones([2, 0]) }),
  refused("integer embeddings", "embeddings", { embeddings: () => np.ones([2, 3]).astype(np.int32) }),
  refused("weights of another width", "weight", { weight: () => np.ones([4, 2]) }),
  refused("weights of rank 1", "weight", { weight: () => np.ones([3]) }),
  refused("no classes", "weight", { weight: () => np.ones([0, 3]) }),
  refused("integer weights", "weight", { weight: () => np.ones([4, 3]).astype(np.int32) }),
  refused("a label too many", "labels", { labels: () => int32(0, 1, 1) }),
  refused("float labels", "labels", { labels: () => np.ones([2]) }),
  refused("scale 0", "scale", { options: { scale: 0 } }),
  refused("a negative scale", "scale", { options: { scale: -1 } }),
  refused("a scale that is no number", "scale", { options: { scale: NaN } }),
  refused("an unknown reduction", "reduction", { options: { reduction: "max" as "mean" } }),
];

describe("battery", () => {
  const variants: Record<string, NormalizedSoftmaxOptions> = {
    "the defaults": {},
    "a small scale, summed": { scale: 0.5, reduction: "sum" },
    "a large scale, every loss": { scale: 64, reduction: "none" },
  };
  for (const [name, options] of Object.entries(variants)) {
    const each = options.reduction === "none";
    describe(name, () => {
      const checks = methodChecks({
        name,
        apply: (embeddings, labels, weight) => normalizedSoftmaxLoss(embeddings!, labels!, weight!, options),
        makeInputs: (seed) => [
          rows(seed, 5, 4),
          { shape: [5], values: [0, 2, 1, 1, 0], kind: "int32" },
          rows(seed + 9, 3, 4),
        ],
        shape: each ? [5] : [],
        differentiable: [0, 2],
        ...(each ? {} : { batchInputs: [0, 1] }),
        badCalls: name === "the defaults" ? badCalls : [],
      });
      for (const check of checks) test(check.name, check.run);
    });
  }
});

/** The formula, term by term. */
function plainly(embeddings: number[][], labels: number[], weight: number[][], scale: number): number[] {
  const unit = (row: number[]) => row.map((x) => x / (Math.hypot(...row) || 1));
  const dot = (a: number[], b: number[]) => a.reduce((sum, x, k) => sum + x * b[k]!, 0);
  return embeddings.map((row, i) => {
    const logits = weight.map((w) => scale * dot(unit(row), unit(w)));
    return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - logits[labels[i]!]!), 0));
  });
}

describe("values", () => {
  const embeddings = [[1, 2, 0.5], [-1, 0.3, 0.2], [0.4, 2, 1], [0, 0, 0]]; // prettier-ignore
  const weight = [[0.2, 1, -1], [1, 1, 1], [-2, 0.5, 0]]; // prettier-ignore
  const labels = [1, 2, 0, 1];
  const losses = (options: NormalizedSoftmaxOptions = {}, lengthOfRows = 1, lengthOfWeights = 1) =>
    normalizedSoftmaxLoss(
      float64(embeddings).mul(lengthOfRows),
      int32(...labels),
      float64(weight).mul(lengthOfWeights),
      { reduction: "none", ...options },
    ).jsAsync() as Promise<number[]>;

  test.each([0.1, 1, 10, 64])("are the formula's, scale %d", async (scale) => {
    const got = await losses({ scale });
    plainly(embeddings, labels, weight, scale).forEach((loss, i) => expect(got[i]).toBeCloseTo(loss, 4));
  });

  test("do not depend on the lengths of embeddings and weights", async () => {
    const plain = await losses();
    for (const [a, b] of [
      [1e4, 1e-4],
      [1e18, 1e18],
      [1e-18, 3],
    ] as const) {
      // prettier-ignore
      (await losses({}, a, b)).forEach((loss, i) => expect(loss).toBeCloseTo(plain[i]!, 5));
    }
  });

  test("a row of zeros is at the same angle to every class", async () => {
    expect((await losses())[3]).toBeCloseTo(Math.log(3), 5);
  });

  test("the floor is reached where classes are as far apart as they can be", async () => {
    const simplex = () => float64([[1, 0], [-0.5, Math.sqrt(3) / 2], [-0.5, -Math.sqrt(3) / 2]]); // prettier-ignore
    for (const scale of [1, 3]) {
      const loss = await normalizedSoftmaxLoss(simplex(), int32(0, 1, 2), simplex(), { scale }).jsAsync();
      expect(loss).toBeCloseTo(Math.log(1 + 2 * Math.exp((-scale * 3) / 2)), 5);
    }
  });

  test("one class costs nothing, and a batch of one is a batch", async () => {
    const loss = normalizedSoftmaxLoss(float64([[1, 2]]), int32(0), float64([[-1, 3]]));
    expect(await loss.jsAsync()).toBeCloseTo(0, 6);
  });

  test("gradients are tangential: they turn embeddings and weights, and stretch neither", async () => {
    const total = (x: Array, w: Array) => normalizedSoftmaxLoss(x, int32(...labels), w);
    const [atRows, atWeight] = grad(total, { argnums: [0, 1] })(float64(embeddings), float64(weight)) as [
      Array,
      Array,
    ];
    const alongRows: number[] = await atRows.mul(float64(embeddings)).sum(1).jsAsync();
    const alongWeight: number[] = await atWeight.mul(float64(weight)).sum(1).jsAsync();
    for (const slope of [...alongRows, ...alongWeight]) expect(slope).toBeCloseTo(0, 6);
  });
});

describe("extremes stay finite, with their gradients", () => {
  const cases: [string, number[][], number[][], number][] = [
    ["values of 1e4", [[1e4, -1e4], [-1e4, 1e4]], [[1e4, 1e4], [-1e4, 1e4]], 10], // prettier-ignore
    ["a scale of 1e4", [[1, 0], [0, 1]], [[-1, 0], [0, 1]], 1e4], // prettier-ignore
    ["zeros everywhere", [[0, 0], [0, 0]], [[0, 0], [0, 0]], 10], // prettier-ignore
    ["values of 1e20 and 1e-20", [[1e20, 1], [1e-20, 1e-22]], [[1e-20, 0], [1, 1e20]], 10], // prettier-ignore
  ];
  test.each(cases)("%s", async (_name, embeddings, weight, scale) => {
    const loss = (x: Array, w: Array) => normalizedSoftmaxLoss(x, int32(0, 0), w, { scale });
    expect(await loss(np.array(embeddings), np.array(weight)).jsAsync()).toBeGreaterThanOrEqual(0);
    for (const argnums of [0, 1]) {
      const slope = grad(loss, { argnums })(np.array(embeddings), np.array(weight)) as Array;
      expect([...(await slope.data())].every(Number.isFinite)).toBe(true);
    }
  });
});

describe("validateNormalizedSoftmaxLoss", () => {
  const validate = (change: Inputs = {}) => {
    const { embeddings, labels, weight, options } = { ...fine, ...change };
    return validateNormalizedSoftmaxLoss(embeddings(), labels(), weight(), options);
  };

  test.each([
    ["a label out of range", "labels", { labels: () => int32(0, 4) }],
    ["a negative label", "labels", { labels: () => int32(-1, 0) }],
    ["embeddings that are not finite", "embeddings", { embeddings: () => np.full([2, 3], NaN) }],
    ["weights that are not finite", "weight", { weight: () => np.full([4, 3], Infinity) }],
    ["a weight of zeros", "weight", { weight: () => np.zeros([4, 3]) }],
    ["what the loss refuses", "scale", { options: { scale: 0 } }],
  ])("refuses %s", async (_name, argument, change: Inputs) => {
    await expect(validate(change)).rejects.toMatchObject({ name: "InvalidArgumentError", argument });
  });

  test("borrows what it accepts", async () => {
    const [embeddings, labels, weight] = [np.ones([1, 3]), int32(3), np.ones([4, 3])];
    await validateNormalizedSoftmaxLoss(embeddings, labels, weight, { scale: 2 });
    const loss: number = await normalizedSoftmaxLoss(embeddings, labels, weight).jsAsync();
    expect(loss).toBeCloseTo(Math.log(4), 5);
  });
});
