import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { rssLoss, type RssOptions, validateRssLoss } from "./rssLoss.ts";

const [labelled, unlabelled, dimensions] = [5, 7, 3];
const wave = (seed: number, count: number) =>
  Float64Array.from({ length: count }, (_, i) => 1.5 * Math.sin(2.3 * i * i + i + seed));
const signs = [1, -1, -1, 1, 1];
const makeInputs = (seed: number): InputValues[] => [
  { shape: [dimensions], values: wave(seed, dimensions) },
  { shape: [labelled, dimensions], values: wave(seed + 1, labelled * dimensions) },
  { shape: [labelled], values: signs, kind: "int32" },
  { shape: [unlabelled, dimensions], values: wave(seed + 2, unlabelled * dimensions) },
];

type Inputs = [theta: Array, x: Array, y: Array, xUnlabeled: Array];
const options: RssOptions = { gamma: 0.3, gammaPrime: 0.5, lambda: 2 };
const labels = (...values: number[]) => np.array(Int32Array.from(values));
const fine = (): Inputs => [np.ones([3]), np.ones([2, 3]), labels(1, -1), np.ones([4, 3])];
const badCall = (
  name: string,
  argument: string,
  replaced: Partial<Record<0 | 1 | 2 | 3, Array>>,
  other: Partial<RssOptions> = {},
): BadCall => ({
  name,
  argument,
  call: () => rssLoss(...(Object.assign(fine(), replaced) as Inputs), { ...options, ...other }),
});
const integers = (shape: number[]) => np.ones(shape).astype(np.int32);
const badCalls = [
  badCall("a classifier of another length", "theta", { 0: np.ones([2]) }),
  badCall("a matrix for a classifier", "theta", { 0: np.ones([3, 1]) }),
  badCall("an integer classifier", "theta", { 0: integers([3]) }),
  badCall("a single point without an axis for it", "x", { 1: np.ones([3]) }),
  badCall("no labelled point", "x", { 1: np.zeros([0, 3]), 2: labels() }),
  badCall("integer points", "x", { 1: integers([2, 3]) }),
  badCall("a label too many", "y", { 2: labels(1, 1, 1) }),
  badCall("labels that are true or false", "y", { 2: np.ones([2]).greater(0) }),
  badCall("unlabelled points of another length", "xUnlabeled", { 3: np.ones([4, 2]) }),
  badCall("one unlabelled point without an axis for it", "xUnlabeled", { 3: np.ones([3]) }),
  badCall("no points of another length", "xUnlabeled", { 3: np.zeros([0, 2]) }),
  badCall("integer unlabelled points", "xUnlabeled", { 3: integers([4, 3]) }),
  badCall("a negative price", "gamma", {}, { gamma: -1 }),
  badCall("a negative price of unlabelled points", "gammaPrime", {}, { gammaPrime: -1 }),
  badCall("a negative weight", "lambda", {}, { lambda: -1 }),
  badCall("a weight NaN", "lambda", {}, { lambda: NaN }),
  badCall("an unknown cost", "cost", {}, { cost: "linf" as never }),
];

for (const cost of ["l2", "l2sq"] as const) {
  for (const lambda of [0, 2]) {
    describe(`${cost}, λ = ${lambda}`, () => {
      const spec = {
        name: "rssLoss",
        apply: (...inputs: Array[]) => rssLoss(...(inputs as Inputs), { ...options, lambda, cost }),
        makeInputs,
        shape: [],
        differentiable: lambda === 0 ? [0, 1] : [0, 1, 3],
        batchInputs: [1, 2],
        badCalls: cost === "l2" && lambda === 2 ? badCalls : [],
      };
      for (const check of methodChecks(spec)) test(check.name, check.run);
    });
  }
}

const theta = [0.6, -0.8];
const points = [[1, 0.5], [-2, 1], [0.1, 0.05]]; // prettier-ignore
const cloud = [[0.5, 0], [3, -4], [-1, 1]]; // prettier-ignore
const y = [1, 1, -1];
const [gamma, gammaPrime, lambda] = [0.2, 0.4, 3];
const lossAt = async (direction: number[], given: Partial<RssOptions> = {}, unlabelledPoints = cloud) => {
  const inputs: Inputs = [np.array(direction), np.array(points), labels(...y), np.array(unlabelledPoints)];
  return (await rssLoss(...inputs, { gamma, gammaPrime, lambda, ...given }).jsAsync()) as number;
};

const distance = (point: number[]) => theta[0]! * point[0]! + theta[1]! * point[1]!;
const ramp = (margin: number, price: number) => (margin <= 0 ? 1 : Math.max(0, 1 - price * margin));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const supervised = mean(points.map((point, i) => ramp(y[i]! * distance(point), gamma)));
const tents = mean(cloud.map((point) => ramp(Math.abs(distance(point)), gammaPrime)));

describe("values", () => {
  test("are a mean of ramps and λ times a mean of tents", async () => {
    expect(await lossAt(theta)).toBeCloseTo(supervised + lambda * tents, 6);
  });

  test("do not depend on the length of the classifier", async () => {
    const expected = supervised + lambda * tents;
    for (const scale of [1e-4, 7, 1e4]) {
      expect(await lossAt(theta.map((value) => scale * value))).toBeCloseTo(expected, 5);
    }
  });

  test("of the unlabelled points are the same for the mirror image", async () => {
    const [left, right] = [
      await lossAt(theta, { gamma: 0 }),
      await lossAt(
        theta.map((value) => -value),
        { gamma: 0 },
      ),
    ];
    expect(left).toBeCloseTo(right, 6);
  });

  test("without unlabelled points, or with weight 0, are those of the labelled points", async () => {
    expect(await lossAt(theta, { lambda: 0 })).toBeCloseTo(supervised, 6);
    for (const none of [np.zeros([0, 2]), np.zeros([0])]) {
      const loss = rssLoss(np.array(theta), np.array(points), labels(...y), none, {
        gamma,
        gammaPrime,
        lambda,
      });
      expect(await loss.jsAsync()).toBeCloseTo(supervised, 6);
    }
  });

  test("are 1 + λ where moving is free", async () => {
    expect(await lossAt(theta, { gamma: 0, gammaPrime: 0 })).toBeCloseTo(1 + lambda, 6);
  });

  test("take labels as floats, and one labelled point", async () => {
    const given = [np.array(theta), np.array([[1, 0]]), np.array([-1]), np.zeros([0, 2])] as Inputs;
    expect(await rssLoss(...given, options).jsAsync()).toBe(1);
  });

  test("and gradients are finite far out, next to the boundary and for tiny classifiers", async () => {
    for (const scale of [1e-6, 1, 1e4]) {
      const at = (direction: Array) =>
        rssLoss(direction, np.array(points).mul(scale), labels(...y), np.array(cloud).mul(scale), options);
      for (const length of [1e-20, 1, 1e20]) {
        const slope = grad(at)(np.array(theta.map((value) => length * value))) as Array;
        expect([...(await slope.data())].every(Number.isFinite)).toBe(true);
      }
    }
  });
});

describe("the gradient", () => {
  const gradientAt = async (direction: number[], signsOf: number[], unlabelledPoints: number[][]) => {
    const at = (vector: Array) =>
      rssLoss(vector, np.array(points), labels(...signsOf), np.array(unlabelledPoints), {
        gamma,
        gammaPrime,
        lambda,
      });
    return [...(await (grad(at)(np.array(direction)) as Array).data())];
  };

  test("is the formula, at right angles to the classifier", async () => {
    const towards = [0, 1].map((axis) => {
      const ofLabelled = points.reduce((sum, point, i) => {
        const margin = y[i]! * distance(point);
        return sum + (margin > 0 && margin < 1 / gamma ? y[i]! * point[axis]! : 0);
      }, 0);
      const ofUnlabelled = cloud.reduce((sum, point) => {
        const near = Math.abs(distance(point)) < 1 / gammaPrime;
        return sum + (near ? Math.sign(distance(point)) * point[axis]! : 0);
      }, 0);
      return -(gamma / 3) * ofLabelled - ((lambda * gammaPrime) / 3) * ofUnlabelled;
    });
    const along = distance(towards);
    const gradient = await gradientAt(theta, y, cloud);
    gradient.forEach((value, axis) => {
      expect(value).toBeCloseTo(towards[axis]! - along * theta[axis]!, 5);
    });
    expect(distance(gradient)).toBeCloseTo(0, 6);
  });

  test("is 0 where every labelled point is on the wrong side", async () => {
    const wrong = points.map((point) => -Math.sign(distance(point)));
    expect((await gradientAt(theta, wrong, [])).map(Math.abs)).toEqual([0, 0]);
  });
});

describe("validateRssLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const inputs = fine();
    await validateRssLoss(...inputs);
    expect(await rssLoss(...inputs, { ...options, gamma: 0, lambda: 0 }).jsAsync()).toBe(1);
  });

  test.each<[string, string, Partial<Record<0 | 1 | 2 | 3, () => Array>>]>([
    ["a classifier of zeros", "theta", { 0: () => np.zeros([3]) }],
    ["a classifier with a NaN", "theta", { 0: () => np.array([1, NaN, 0]) }],
    ["an infinite point", "x", { 1: () => np.full([2, 3], Infinity) }],
    ["a label 0", "y", { 2: () => labels(0, 1) }],
    ["a label 1.5", "y", { 2: () => np.array([1.5, 1]) }],
    ["an unlabelled NaN", "xUnlabeled", { 3: () => np.full([4, 3], NaN) }],
  ])("names %s", async (_name, argument, replaced) => {
    const inputs = fine();
    for (const [at, make] of Object.entries(replaced)) {
      inputs[Number(at)]!.dispose();
      inputs[Number(at)] = make();
    }
    await expect(validateRssLoss(...inputs)).rejects.toMatchObject({ argument });
    for (const array of inputs) array.dispose();
  });
});
