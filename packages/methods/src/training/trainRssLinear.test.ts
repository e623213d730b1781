import { type Array, jit, numpy as np, random } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { rssLoss } from "../losses/rssLoss.ts";
import { gmmLinearRisk } from "../theory/gmmLinearRisk.ts";
import { type BadCall, type InputValues, leakedBuffers, methodChecks } from "../testing/index.ts";
import { trainRssLinear, type TrainRssLinearOptions, validateTrainRssLinear } from "./trainRssLinear.ts";

const wave = (seed: number, count: number) =>
  Float64Array.from({ length: count }, (_, i) => 1.5 * Math.sin(2.3 * i * i + i + seed));
const makeInputs = (seed: number): InputValues[] => [
  { shape: [4, 3], values: wave(seed, 12) },
  { shape: [4], values: [1, -1, 1, -1], kind: "int32" },
  { shape: [6, 3], values: wave(seed + 1, 18) },
];

type Points = [x: Array, y: Array, xUnlabeled: Array];
const options: TrainRssLinearOptions = {
  gamma: 0.2,
  gammaPrime: 0.4,
  lambda: 2,
  steps: 6,
  learningRate: 0.05,
};
const labels = (...values: number[]) => np.array(Int32Array.from(values));
const fine = (): Points => [np.array([[1, 0], [0, -1]]), labels(1, -1), np.ones([3, 2])]; // prettier-ignore
const badCall = (
  name: string,
  argument: string,
  other: Partial<TrainRssLinearOptions>,
  replaced: Partial<Record<0 | 1 | 2, Array>> = {},
): BadCall => ({
  name,
  argument,
  call: () => trainRssLinear(...(Object.assign(fine(), replaced) as Points), { ...options, ...other }),
});
const badCalls = [
  badCall("no labelled point", "x", {}, { 0: np.zeros([0, 2]), 1: labels() }),
  badCall("a label too many", "y", {}, { 1: labels(1, 1, -1) }),
  badCall("unlabelled points of another length", "xUnlabeled", {}, { 2: np.ones([3, 3]) }),
  badCall("a negative price", "gamma", { gamma: -1 }),
  badCall("a negative price of unlabelled points", "gammaPrime", { gammaPrime: -1 }),
  badCall("a negative weight", "lambda", { lambda: -1 }),
  badCall("steps back", "steps", { steps: -1 }),
  badCall("half a step", "steps", { steps: 0.5 }),
  badCall("a learning rate of 0", "learningRate", { learningRate: 0 }),
  badCall("a start of another length", "init", { init: np.ones([3]) }),
  {
    name: "to be part of a program",
    argument: "x",
    call: () => jit((...points: Array[]) => trainRssLinear(...(points as Points), options).theta)(...fine()),
  },
];

describe("trainRssLinear", () => {
  const spec = {
    name: "trainRssLinear",
    apply: (...points: Array[]) => trainRssLinear(...(points as Points), options).theta,
    makeInputs,
    shape: [3],
    traceable: false,
    badCalls,
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

/** Two clouds around ±mean in d dimensions, and a few labelled points of them. */
function mixture(d: number, m: number, n: number): { mean: Array; points: Points } {
  const mean = np.zeros([d]).add(1.5 / Math.sqrt(d));
  const signs = (count: number) => Int32Array.from({ length: count }, (_, i) => (i % 2 ? 1 : -1));
  const [one, other] = np.unstack(random.split(random.key(7), 2)) as [Array, Array];
  const around = (key: Array, count: number) => {
    const centres = np.array(signs(count)).astype(np.float32).reshape([count, 1]).mul(mean.ref);
    return random.normal(key, [count, d]).add(centres);
  };
  return { mean, points: [around(one, m), np.array(signs(m)), around(other, n)] };
}

describe("training", () => {
  const settings = { gamma: 0.1, gammaPrime: 0.5, lambda: 10, steps: 40, learningRate: 0.5 };

  test("takes steps of the loss's gradient on the sphere, from the class-mean direction", async () => {
    const [x, y, cloud] = fine();
    const { theta, history } = trainRssLinear(x.ref, y.ref, cloud.ref, { ...options, steps: 1 });
    const initial = [Math.SQRT1_2, Math.SQRT1_2];
    const lossAt = async (vector: number[]) =>
      (await rssLoss(np.array(vector), x.ref, y.ref, cloud.ref, options).jsAsync()) as number;
    expect(history).toHaveLength(1);
    expect(history[0]).toBeCloseTo(await lossAt(initial), 6);
    const h = 1e-2;
    const slopeAt = async (axis: number) => {
      const moved = (by: number) => initial.map((value, i) => (i === axis ? value + by : value));
      return ((await lossAt(moved(h))) - (await lossAt(moved(-h)))) / (2 * h);
    };
    const stepped = [0, 1].map(async (axis) => initial[axis]! - options.learningRate * (await slopeAt(axis)));
    const [a, b] = (await Promise.all(stepped)) as [number, number];
    const got = (await theta.jsAsync()) as number[];
    expect(got[0]).toBeCloseTo(a / Math.hypot(a, b), 3);
    expect(got[1]).toBeCloseTo(b / Math.hypot(a, b), 3);
    for (const array of [x, y, cloud]) array.dispose();
  });

  test("ends at length 1, with a lower objective, and errs less with unlabelled points", () => {
    const { mean, points } = mixture(20, 6, 1500);
    const riskOf = (lambda: number) => {
      const again = points.map((array) => array.ref) as Points;
      const { theta, history } = trainRssLinear(...again, { ...settings, lambda });
      const squares = [...theta.ref.dataSync()].reduce((sum, value) => sum + value * value, 0);
      expect(squares).toBeCloseTo(1, 5);
      // Without unlabelled points the class-mean direction is a minimum already.
      if (lambda > 0) expect(history.at(-1)).toBeLessThan(history[0]! - 0.1);
      else expect(history.at(-1)).toBeCloseTo(history[0]!, 5);
      return gmmLinearRisk(theta, mean.ref, { sigma: 1 });
    };
    expect(riskOf(10)).toBeLessThan(riskOf(0) - 0.02);
    for (const array of [mean, ...points]) array.dispose();
  });

  test("goes to the mirror image where all labels are turned round", async () => {
    const { mean, points } = mixture(5, 6, 200);
    const [x, y, cloud] = points;
    const right = trainRssLinear(x.ref, y.ref, cloud.ref, settings).theta;
    const wrong = trainRssLinear(x, y.neg(), cloud, settings).theta;
    const [a, b] = [(await right.jsAsync()) as number[], (await wrong.jsAsync()) as number[]];
    a.forEach((value, i) => expect(b[i]).toBeCloseTo(-value, 4));
    mean.dispose();
  });

  test("starts where it is told to, at unit length, and stays there without steps", async () => {
    const { theta, history } = trainRssLinear(...fine(), { ...options, steps: 0, init: np.array([3, 4]) });
    const [a, b] = (await theta.jsAsync()) as [number, number];
    expect([a, b]).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.8, 6)]);
    expect(history).toEqual([]);
  });

  test("does without unlabelled points", () => {
    const [x, y, cloud] = fine();
    cloud.dispose();
    const { theta, history } = trainRssLinear(x, y, np.zeros([0, 2]), options);
    expect([...history, ...theta.dataSync()].every(Number.isFinite)).toBe(true);
  });

  test("frees what it is given, the start too", async () => {
    const run = () => void trainRssLinear(...fine(), { ...options, init: np.array([1, 1]) }).theta.dispose();
    run();
    expect(await leakedBuffers(run)).toBe(0);
  });
});

describe("validateTrainRssLinear", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const points = fine();
    await validateTrainRssLinear(...points, options);
    expect(trainRssLinear(...points, options).history).toHaveLength(6);
  });

  test("names labels, points and starts that are no good", async () => {
    const [x, y, cloud] = fine();
    const rejects = (points: Points, argument: string, other: Partial<TrainRssLinearOptions> = {}) =>
      expect(validateTrainRssLinear(...points, { ...options, ...other })).rejects.toMatchObject({ argument });
    await rejects([x, labels(0, 1), cloud], "y");
    await rejects([np.full([2, 2], NaN), y, cloud], "x");
    await rejects([x, y, np.full([1, 2], Infinity)], "xUnlabeled");
    await rejects([x, y, cloud], "init", { init: np.zeros([2]) });
    // Two points that cancel have no class-mean direction.
    await rejects([np.ones([2, 2]), y, cloud], "init");
  });
});
