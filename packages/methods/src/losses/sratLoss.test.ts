import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { compSumLoss } from "./compSumLoss.ts";
import { featureSeparationLoss } from "./featureSeparationLoss.ts";
import { sratLoss, type SratOptions, validateSratLoss } from "./sratLoss.ts";

const rows = (seed: number, n: number, d: number): InputValues => ({
  shape: [n, d],
  values: Float64Array.from({ length: n * d }, (_, i) => 2 * Math.sin(1 + 7.3 * i + 3.1 * seed + (i % d))),
});
const int32 = (...values: number[]) => np.array(Int32Array.from(values));

interface Given {
  logits: Array;
  features: Array;
  labels: Array;
  classWeights: Array;
}
const given = (): Given => ({
  logits: np.array([[1, 0, -1], [0, 2, 1], [0.5, 0, 0]]), // prettier-ignore
  features: np.array([[1, 0], [0, 1], [1, 1]]), // prettier-ignore
  labels: int32(0, 1, 0),
  classWeights: np.array([0.5, 2, 0.5]),
});
const loss = ({ logits, features, labels, classWeights }: Given, options?: SratOptions) =>
  sratLoss(logits, features, labels, classWeights, options);

const changed = (name: string, argument: string, change: Partial<Given>, options?: SratOptions): BadCall => ({
  name,
  argument,
  call: () => loss({ ...given(), ...change }, options),
});
const badCalls = [
  changed("a negative λ", "lambda", {}, { lambda: -0.1 }),
  changed("an infinite λ", "lambda", {}, { lambda: Infinity }),
  changed("temperature 0", "temperature", {}, { temperature: 0 }),
  changed("one class", "logits", { logits: np.ones([3, 1]), classWeights: np.ones([1]) }),
  changed("logits of rank 1", "logits", { logits: np.ones([3]) }),
  changed("integer logits", "logits", { logits: np.ones([3, 3]).astype(np.int32) }),
  changed("other rows of features", "features", { features: np.ones([2, 2]) }),
  changed("features of rank 1", "features", { features: np.ones([3]) }),
  changed("float labels", "labels", { labels: np.ones([3]) }),
  changed("too few labels", "labels", { labels: int32(0, 1) }),
  changed("too few weights", "classWeights", { classWeights: np.ones([2]) }),
  changed("integer weights", "classWeights", { classWeights: int32(1, 1, 1) }),
  changed("one row", "features", {
    logits: np.ones([1, 3]),
    features: np.ones([1, 2]),
    labels: int32(0),
  }),
];

for (const options of [{}, { lambda: 0.5, temperature: 1 }]) {
  describe(`battery, ${JSON.stringify(options)}`, () => {
    const checks = methodChecks({
      name: "sratLoss",
      apply: (logits, features, labels, classWeights) =>
        sratLoss(logits!, features!, labels!, classWeights!, options),
      makeInputs: (seed) => [
        rows(seed, 5, 3),
        rows(seed + 0.5, 5, 4),
        { shape: [5], values: [0, 1, 0, 2, 1], kind: "int32" },
        { shape: [3], values: [0.4, 2.1, 0.5] },
      ],
      shape: [],
      differentiable: [0, 1, 3],
      batchInputs: [0, 1, 2],
      gradientTolerance: 1e-4,
      badCalls: "lambda" in options ? [] : badCalls,
    });
    for (const check of checks) test(check.name, check.run);
  });
}

describe("the parts", () => {
  test("weights of 1 and λ = 0 leave the cross-entropy", async () => {
    const { logits, labels } = given();
    const plain: number = await compSumLoss(logits, labels).jsAsync();
    const got = await loss({ ...given(), classWeights: np.ones([3]) }, { lambda: 0 }).jsAsync();
    expect(got).toBeCloseTo(plain, 6);
  });

  test("weights multiply each loss, and the mean divides by the batch", async () => {
    const { logits, labels } = given();
    const each: number[] = await compSumLoss(logits, labels, { reduction: "none" }).jsAsync();
    const want = (0.5 * each[0]! + 2 * each[1]! + 0.5 * each[2]!) / 3;
    expect(await loss(given(), { lambda: 0 }).jsAsync()).toBeCloseTo(want, 6);
  });

  test("weights of 0 leave λ times the separation", async () => {
    const { features, labels } = given();
    const separation: number = await featureSeparationLoss(features, labels, { temperature: 0.3 }).jsAsync();
    const options = { lambda: 2.5, temperature: 0.3 };
    const got = await loss({ ...given(), classWeights: np.zeros([3]) }, options).jsAsync();
    expect(got).toBeCloseTo(2.5 * separation, 5);
  });

  test("weights of another dtype do not change that of the loss", async () => {
    const { classWeights } = given();
    const result = loss({ ...given(), classWeights: classWeights.astype(np.float64) });
    expect(result.dtype).toBe("float32");
    expect(await result.jsAsync()).toBeCloseTo((await loss(given()).jsAsync()) as number, 5);
  });

  test("stays finite at logits of ±1e4", async () => {
    const logits = () => np.array([[1e4, 0, -1e4], [-1e4, 1e4, 0], [-1e4, 0, 1e4]]); // prettier-ignore
    expect(await loss({ ...given(), logits: logits() }).jsAsync()).toBeGreaterThan(0);
    const slope = grad((h: Array) => loss({ ...given(), logits: h }))(logits()) as Array;
    const gradient: number[][] = await slope.jsAsync();
    expect(gradient.flat().every(Number.isFinite)).toBe(true);
  });
});

describe("validateSratLoss", () => {
  const validate = ({ logits, features, labels, classWeights }: Given) =>
    validateSratLoss(logits, features, labels, classWeights);
  const cases: [string, Partial<Given>][] = [
    ["logits", { logits: np.full([3, 3], NaN) }],
    ["features", { features: np.full([3, 2], Infinity) }],
    ["labels", { labels: int32(0, 3, 1) }],
    ["classWeights", { classWeights: np.array([1, -1, 1]) }],
    ["classWeights", { classWeights: np.array([1, NaN, 1]) }],
    ["logits", { logits: np.ones([3]) }],
  ];
  test.each(cases)("refuses bad %s", async (argument, change) => {
    await expect(validate({ ...given(), ...change })).rejects.toMatchObject({ argument });
  });

  test("borrows what it accepts", async () => {
    const accepted = given();
    await validate(accepted);
    expect(await loss(accepted).jsAsync()).toBeGreaterThan(0);
  });
});
