import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import {
  featureSeparationLoss,
  type FeatureSeparationOptions,
  validateFeatureSeparationLoss,
} from "./featureSeparationLoss.ts";

const rows = (seed: number, n: number, d: number): InputValues => ({
  shape: [n, d],
  values: Float64Array.from({ length: n * d }, (_, i) => 2 * Math.sin(1 + 7.3 * i + 3.1 * seed + (i % d))),
});
const float64 = (values: number[][]) =>
  np.array(Float64Array.from(values.flat())).reshape([values.length, values[0]!.length]);
const int32 = (...values: number[]) => np.array(Int32Array.from(values));

const refused = (name: string, argument: string, call: () => unknown): BadCall => ({ name, argument, call });
const withOptions = (name: string, argument: string, options: FeatureSeparationOptions): BadCall =>
  refused(name, argument, () => featureSeparationLoss(np.ones([3, 2]), int32(0, 1, 1), options));
const badCalls = [
  withOptions("temperature 0", "temperature", { temperature: 0 }),
  withOptions("a negative temperature", "temperature", { temperature: -1 }),
  withOptions("a temperature that is no number", "temperature", { temperature: NaN }),
  withOptions("chunks of no rows", "chunkSize", { chunkSize: 0 }),
  withOptions("chunks of losses that are not reduced", "chunkSize", { chunkSize: 2, reduction: "none" }),
  withOptions("an unknown reduction", "reduction", { reduction: "max" as "mean" }),
  withOptions("a text for a switch", "normalize", { normalize: "yes" as unknown as boolean }),
  refused("one row", "features", () => featureSeparationLoss(np.ones([1, 2]), int32(0))),
  refused("no rows", "features", () => featureSeparationLoss(np.ones([0, 2]), np.array(new Int32Array(0)))),
  refused("no dimensions", "features", () => featureSeparationLoss(np.ones([2, 0]), int32(0, 1))),
  refused("features of rank 1", "features", () => featureSeparationLoss(np.ones([2]), int32(0, 1))),
  refused("features of rank 3", "features", () => featureSeparationLoss(np.ones([2, 2, 1]), int32(0, 1))),
  refused("integer features", "features", () =>
    featureSeparationLoss(np.ones([2, 2]).astype(np.int32), int32(0, 1)),
  ),
  refused("float labels", "labels", () => featureSeparationLoss(np.ones([2, 2]), np.ones([2]))),
  refused("too many labels", "labels", () => featureSeparationLoss(np.ones([2, 2]), int32(0, 1, 1))),
];

test("in chunks of any size is the same loss with the same gradient", async () => {
  const features = () => np.array(Float64Array.from(rows(1, 7, 3).values)).reshape([7, 3]);
  const evaluate = async (options: FeatureSeparationOptions) => {
    const loss = (x: Array) => featureSeparationLoss(x, int32(0, 1, 0, 7, 1, 0, 1), options);
    const gradient: number[][] = await grad(loss)(features()).jsAsync();
    return { loss: (await loss(features()).jsAsync()) as number, gradient: gradient.flat() };
  };
  for (const options of [{}, { normalize: false, temperature: 5, reduction: "sum" }] as const) {
    const whole = await evaluate(options);
    for (const chunkSize of [1, 3, 7, 50]) {
      const { loss, gradient } = await evaluate({ ...options, chunkSize });
      expect(loss).toBeCloseTo(whole.loss, 5);
      gradient.forEach((value, at) => expect(value).toBeCloseTo(whole.gradient[at]!, 5));
    }
  }
});

describe("battery", () => {
  const variants: Record<string, FeatureSeparationOptions> = {
    "the defaults": {},
    "a large temperature, summed": { temperature: 2, reduction: "sum" },
    "not normalised": { normalize: false, temperature: 5 },
    "in chunks": { chunkSize: 4, temperature: 0.5 },
    "every loss": { temperature: 0.5, reduction: "none" },
  };
  for (const [name, options] of Object.entries(variants)) {
    const each = options.reduction === "none";
    describe(name, () => {
      const checks = methodChecks({
        name,
        apply: (features, labels) => featureSeparationLoss(features!, labels!, options),
        makeInputs: (seed) => [rows(seed, 6, 4), { shape: [6], values: [0, 1, 0, 7, 1, 0], kind: "int32" }],
        shape: each ? [6] : [],
        differentiable: [0],
        ...(each ? {} : { batchInputs: [0, 1] }),
        gradientTolerance: 1e-4,
        badCalls: name === "the defaults" ? badCalls : [],
      });
      for (const check of checks) test(check.name, check.run);
    });
  }
});

/** The formula, term by term. */
function plainly(features: number[][], labels: number[], temperature: number): number[] {
  const unit = features.map((row) => row.map((x) => x / Math.sqrt(Math.hypot(...row) ** 2 + 1e-12)));
  const similarity = (i: number, j: number) =>
    unit[i]!.reduce((sum, x, k) => sum + x * unit[j]![k]!, 0) / temperature;
  return unit.map((_, i) => {
    const others = unit.map((_, j) => j).filter((j) => j !== i);
    const positives = others.filter((j) => labels[j] === labels[i]);
    const logSum = Math.log(others.reduce((sum, j) => sum + Math.exp(similarity(i, j)), 0));
    const terms = positives.map((j) => logSum - similarity(i, j));
    return terms.length ? terms.reduce((sum, term) => sum + term, 0) / terms.length : 0;
  });
}

describe("values", () => {
  const features = [
    [1, 2, 0.5],
    [-1, 0.3, 0.2],
    [0.4, 2, 1],
    [0, 0, 0],
    [2, -1, 0.1],
  ];
  const labels = [4, -1, 4, 4, 9];
  const losses = (options: FeatureSeparationOptions = {}) =>
    featureSeparationLoss(float64(features), int32(...labels), { reduction: "none", ...options });

  test.each([0.05, 0.1, 1])("are the formula's, temperature %d", async (temperature) => {
    const got: number[] = await losses({ temperature }).jsAsync();
    const want = plainly(features, labels, temperature);
    got.forEach((loss, i) => expect(loss / (1 + want[i]!)).toBeCloseTo(want[i]! / (1 + want[i]!), 5));
  });

  test("an anchor without a partner has loss 0 and counts in the mean", async () => {
    const each: number[] = await losses().jsAsync();
    expect([each[1], each[4]]).toEqual([0, 0]);
    const mean: number = await losses({ reduction: "mean" }).jsAsync();
    expect(mean).toBeCloseTo(each.reduce((sum, loss) => sum + loss, 0) / 5, 5);
  });

  test("do not depend on the length of the features where rows are normalised", async () => {
    const some = features.slice(0, 3);
    const of = async (scale: number): Promise<number> =>
      featureSeparationLoss(float64(some).mul(scale), int32(0, 1, 0)).jsAsync();
    for (const scale of [1e4, 1e18]) expect(await of(scale)).toBeCloseTo(await of(1), 5);
  });

  test("two classes that are well apart cost no more than the logarithm of the partners", async () => {
    const apart = [[1, 0], [1, 0], [1, 0], [-1, 0], [-1, 0], [-1, 0]]; // prettier-ignore
    const loss: number = await featureSeparationLoss(float64(apart), int32(0, 0, 0, 1, 1, 1)).jsAsync();
    expect(loss).toBeCloseTo(Math.log(2), 5);
  });

  test("one class only asks for nothing but equal similarities", async () => {
    const same = [[1, 0], [1, 0], [1, 0], [1, 0]]; // prettier-ignore
    const loss: number = await featureSeparationLoss(float64(same), int32(3, 3, 3, 3)).jsAsync();
    expect(loss).toBeCloseTo(Math.log(3), 5);
  });
});

describe("extremes stay finite, with their gradients", () => {
  const cases: [string, number[][], number[], FeatureSeparationOptions][] = [
    ["all alone in their class", [[1, 2], [3, 1], [0, 1]], [0, 1, 2], {}], // prettier-ignore
    ["rows of zeros", [[0, 0], [0, 0], [1, 0]], [0, 0, 1], {}], // prettier-ignore
    ["values of 1e4", [[1e4, -1e4], [-1e4, 1e4], [1e4, 1e4]], [0, 0, 1], { normalize: false }], // prettier-ignore
    ["a pair of one class", [[1, 2], [3, 1]], [5, 5], {}], // prettier-ignore
    ["a row of 1e20", [[1e20, 1], [1, 1e-3], [2, 1]], [0, 0, 1], {}], // prettier-ignore
  ];
  test.each(cases)("%s", async (_name, features, labels, options) => {
    const loss = (x: Array) => featureSeparationLoss(x, int32(...labels), options);
    const float32 = () => np.array(features);
    expect(await loss(float32()).jsAsync()).toBeGreaterThanOrEqual(0);
    const gradient: number[][] = await (grad(loss)(float32()) as Array).jsAsync();
    expect(gradient.flat().every(Number.isFinite)).toBe(true);
  });

  test("the gradient is 0 where every anchor is alone", async () => {
    const loss = (x: Array) => featureSeparationLoss(x, int32(0, 1, 2));
    const gradient: number[][] = await (grad(loss)(np.array([[1, 2], [3, 1], [0, 1]])) as Array).jsAsync(); // prettier-ignore
    expect(gradient.flat().every((slope) => slope === 0)).toBe(true);
  });
});

describe("validateFeatureSeparationLoss", () => {
  test("refuses what is not finite, and whatever the loss refuses", async () => {
    const infinite = np.array([[Infinity, 0], [1, 1]]); // prettier-ignore
    await expect(validateFeatureSeparationLoss(infinite, int32(0, 1))).rejects.toMatchObject({
      argument: "features",
    });
    await expect(validateFeatureSeparationLoss(np.ones([2, 2]), int32(0))).rejects.toMatchObject({
      argument: "labels",
    });
  });

  test("borrows what it accepts", async () => {
    const [features, labels] = [np.eye(2), int32(0, 0)];
    await validateFeatureSeparationLoss(features, labels, { temperature: 1 });
    expect(await featureSeparationLoss(features, labels).jsAsync()).toBeCloseTo(0, 6);
  });
});
