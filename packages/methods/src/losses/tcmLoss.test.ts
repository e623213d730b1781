import { type Array, defaultDevice, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { tcmLoss, type TcmLossOptions, validateTcmLoss } from "./tcmLoss.ts";

const wave = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(2.3 * i + 0.2 * i * i + phase));

const makeInputs = (seed: number): InputValues[] => [
  { shape: [7, 3], values: wave(21, seed) },
  { shape: [7], values: [4, 0, 4, 1, 0, 4, -2], kind: "int32" as const },
];

const rows = () => np.array([[1, 0], [0, 1]]); // prettier-ignore
const labels = () => np.array(Int32Array.of(0, 0));
const calling = (embeddings: () => Array, classes: () => Array, options?: TcmLossOptions) => () =>
  tcmLoss(embeddings(), classes(), options);
const badCalls: BadCall[] = [
  { name: "a vector", call: calling(() => np.ones([2]), labels), argument: "embeddings" },
  { name: "no embeddings", call: calling(() => np.ones([0, 2]), labels), argument: "embeddings" },
  {
    name: "integer embeddings",
    call: calling(() => np.ones([2, 2], { dtype: DType.Int32 }), labels),
    argument: "embeddings",
  },
  { name: "a label too many", call: calling(() => np.ones([1, 2]), labels), argument: "labels" },
  { name: "float labels", call: calling(rows, () => np.zeros([2])), argument: "labels" },
  { name: "a negative weight", call: calling(rows, labels, { lambdaPlus: -1 }), argument: "lambdaPlus" },
  {
    name: "a weight that is not finite",
    call: calling(rows, labels, { lambdaMinus: Infinity }),
    argument: "lambdaMinus",
  },
  { name: "a margin above 1", call: calling(rows, labels, { marginPlus: 1.01 }), argument: "marginPlus" },
  {
    name: "a margin below -1",
    call: calling(rows, labels, { marginMinus: -1.01 }),
    argument: "marginMinus",
  },
];

const variants: TcmLossOptions[] = [
  {},
  { lambdaPlus: 0.5, lambdaMinus: 2, marginPlus: 0.7, marginMinus: -0.2 },
  { lambdaPlus: 0, marginMinus: 0.1 },
  { lambdaMinus: 0, marginPlus: 1 },
];
describe.each(variants)("%j", (options) => {
  const spec = {
    name: "tcmLoss",
    apply: (z?: Array, y?: Array) => tcmLoss(z!, y!, options),
    makeInputs,
    shape: [],
    differentiable: [0],
    batchInputs: [0, 1],
    badCalls: options === variants[0] ? badCalls : [],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

/** Unit vectors at angles, in degrees. */
const at = (...degrees: number[]) =>
  np.array(degrees.map((angle) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]));
const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
const lossOf = (z: Array, classes: number[], options?: TcmLossOptions) =>
  tcmLoss(z, np.array(Int32Array.from(classes)), options).jsAsync() as Promise<number>;
const gradientOf = async (z: Array, classes: number[], options?: TcmLossOptions) => {
  const y = np.array(Int32Array.from(classes));
  const gradient = (await (grad((x: Array) => tcmLoss(x, y, options))(z) as Array).jsAsync()) as number[][];
  return gradient.flat();
};

describe("values", () => {
  test("average over the offending pairs alone", async () => {
    // Pairs of one class: 0 to 60 and 60 to 65 degrees and 0 to 65; of both: 85 to each.
    const classes = [0, 0, 0, 1];
    const pull = (0.9 - cosine(60) + 0.9 - cosine(65)) / 2;
    const push = (cosine(25) - 0.5 + cosine(20) - 0.5) / 2;
    expect(await lossOf(at(0, 60, 65, 85), classes)).toBeCloseTo(pull + push, 5);
    const options = { lambdaPlus: 3, lambdaMinus: 0.25 };
    expect(await lossOf(at(0, 60, 65, 85), classes, options)).toBeCloseTo(3 * pull + push / 4, 5);
  });
  test("count a pair exactly at the margin, which adds 0", async () => {
    const far = cosine(45);
    expect(await lossOf(at(0, 45, 90), [0, 1, 2], { marginMinus: 0 })).toBeCloseTo((far + far) / 3, 5);
  });
  test("do not depend on lengths or on the names of classes", async () => {
    const z = wave(21, 3);
    const classes = [0, 1, 0, 2, 1, 2, 0];
    const lengths = np.array([1, 2, 0.1, 30, 1, 7, 1e4]).reshape([7, 1]);
    const plain = await lossOf(np.array(z).reshape([7, 3]), classes);
    const scaled = np.array(z).reshape([7, 3]).mul(lengths);
    expect(
      await lossOf(
        scaled,
        classes.map((label) => 90 - 10 * label),
      ),
    ).toBeCloseTo(plain, 5);
  });
  test("are finite for extreme embeddings", async () => {
    const z = np.array([[1e4, -1e4], [-1e4, 1e4], [1e-4, 0], [1e4, 1]]); // prettier-ignore
    const loss = await lossOf(z, [0, 0, 1, 2]);
    expect(loss).toBeGreaterThan(0);
    expect(loss).toBeLessThan(4);
  });
  test("are float64 where the embeddings are, without their rounding", async () => {
    const device = defaultDevice();
    defaultDevice("cpu");
    try {
      const exact = np.array(Float64Array.of(1, 0, 0, 1)).reshape([2, 2]);
      expect(await lossOf(exact, [0, 0], { marginPlus: 0.1 })).toBe(0.1);
    } finally {
      defaultDevice(device);
    }
  });
});

describe("nothing to do", () => {
  test.each([
    ["all margins are kept", () => at(0, 10, 120, 130), [0, 0, 1, 1]],
    ["a single example", () => at(20), [3]],
    ["no example left to push, and a good class", () => at(0, 5, 8), [0, 0, 0]],
    ["no example left to pull, far classes", () => at(0, 90, 180), [0, 1, 2]],
  ])("%s: the loss and its gradient are 0", async (_what, z, classes) => {
    expect(await lossOf(z(), classes)).toBe(0);
    for (const slope of await gradientOf(z(), classes)) expect(slope).toBe(0);
  });
  test("identical positives and a row of zeros have finite gradients", async () => {
    const z = () => np.array([[1, 2], [1, 2], [0, 0]]); // prettier-ignore
    const slopes = await gradientOf(z(), [0, 0, 0], { marginPlus: 1 });
    expect(slopes.every(Number.isFinite)).toBe(true);
  });
});

test("a step against the gradient pulls positives together and pushes negatives apart", async () => {
  const z = at(0, 50, 70);
  const classes = [0, 0, 1];
  const slopes = np.array(await gradientOf(z.ref, classes)).reshape([3, 2]);
  const moved = (await z.sub(slopes.mul(0.05)).jsAsync()) as [number, number][];
  const angles = moved.map(([x, y]) => (Math.atan2(y, x) * 180) / Math.PI);
  expect(angles[1]! - angles[0]!).toBeLessThan(50);
  expect(angles[2]! - angles[1]!).toBeGreaterThan(20);
});

describe("validateTcmLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [z, y] = [rows(), labels()];
    await validateTcmLoss(z, y);
    expect(await tcmLoss(z, y).jsAsync()).toBeCloseTo(0.9, 6);
  });
  test("names what is not", async () => {
    const zero = np.array([[1, 0], [0, 0]]); // prettier-ignore
    const broken = np.array([[NaN, 0], [0, 1]]); // prettier-ignore
    const blamed = { argument: "embeddings" };
    await expect(validateTcmLoss(zero, labels())).rejects.toMatchObject(blamed);
    await expect(validateTcmLoss(broken, labels())).rejects.toMatchObject(blamed);
    await expect(validateTcmLoss(rows(), labels(), { marginPlus: 2 })).rejects.toMatchObject({
      argument: "marginPlus",
    });
  });
});
