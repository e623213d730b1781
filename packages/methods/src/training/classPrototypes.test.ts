import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { classPrototypes, validateClassPrototypes } from "./classPrototypes.ts";

const rows = (seed: number, n: number, d: number): InputValues => ({
  shape: [n, d],
  values: Float64Array.from({ length: n * d }, (_, i) => 2 * Math.sin(1 + 7.3 * i + 3.1 * seed + (i % d))),
});
const int32 = (...values: number[]) => np.array(Int32Array.from(values));

const refused = (
  name: string,
  argument: string,
  embeddings: () => Array,
  labels = () => int32(0, 1),
  numClasses = 2,
): BadCall => ({ name, argument, call: () => classPrototypes(embeddings(), labels(), { numClasses }) });
const fine = () => np.ones([2, 3]);
const badCalls = [
  refused("embeddings of rank 1", "embeddings", () => np.ones([2])),
  refused("no rows", "embeddings", () => np.ones([0, 3])),
  refused("integer embeddings", "embeddings", () => np.ones([2, 3]).astype(np.int32)),
  refused("a label too many", "labels", fine, () => int32(0, 1, 1)),
  refused("float labels", "labels", fine, () => np.ones([2])),
  refused("no classes", "numClasses", fine, undefined, 0),
  refused("half a class", "numClasses", fine, undefined, 1.5),
  refused("no number of classes", "numClasses", fine, undefined, "2" as never),
];

describe("battery", () => {
  const checks = methodChecks({
    name: "classPrototypes",
    apply: (embeddings, labels) => classPrototypes(embeddings!, labels!, { numClasses: 3 }),
    makeInputs: (seed) => [rows(seed, 7, 4), { shape: [7], values: [0, 2, 1, 1, 0, 2, 2], kind: "int32" }],
    shape: [3, 4],
    differentiable: [0],
    badCalls,
  });
  for (const check of checks) test(check.name, check.run);
});

describe("values", () => {
  const prototypes = (embeddings: number[][], labels: number[], numClasses: number) =>
    classPrototypes(np.array(embeddings), int32(...labels), { numClasses }).jsAsync() as Promise<number[][]>;

  test("are directions of means, whatever the lengths of the embeddings", async () => {
    const [first, second] = await prototypes([[1000, 0], [0, 0.001], [-2, 0]], [0, 0, 1], 2); // prettier-ignore
    [Math.SQRT1_2, Math.SQRT1_2].forEach((x, i) => expect(first![i]).toBeCloseTo(x, 5));
    expect(second).toEqual([-1, 0]);
  });

  test("have length 1", async () => {
    const embeddings = [[1e4, -1e4, 3], [2, 5, 1], [1e-6, 0, 1e-6], [7, 7, -1]]; // prettier-ignore
    for (const prototype of await prototypes(embeddings, [0, 1, 1, 0], 2)) {
      expect(Math.hypot(...prototype)).toBeCloseTo(1, 6);
    }
  });

  test("a single example is its own prototype, and classes do not see each other", async () => {
    const alone = await prototypes([[3, 4]], [0], 1);
    expect(alone[0]![0]).toBeCloseTo(0.6, 6);
    const beside = await prototypes([[3, 4], [-1, 2]], [1, 0], 2); // prettier-ignore
    expect(beside[1]).toEqual(alone[0]);
  });

  test("classes without a direction get zeros, and gradients stay finite", async () => {
    const embeddings = () => np.array([[1, 2], [-1, -2], [3, 0], [0, 0]]); // prettier-ignore
    const of = (x: Array) => classPrototypes(x, int32(0, 0, 1, 1), { numClasses: 3 });
    const [cancelled, sound, empty] = (await of(embeddings()).jsAsync()) as number[][];
    expect([cancelled, empty]).toEqual([[0, 0], [0, 0]]); // prettier-ignore
    expect(sound).toEqual([1, 0]);
    const slope = grad((x: Array) => of(x).sum())(embeddings()) as Array;
    expect([...(await slope.data())].every(Number.isFinite)).toBe(true);
  });
});

describe("validateClassPrototypes", () => {
  const opposite = () => np.array([[1, 2], [-3, -6]]); // prettier-ignore
  const thirds = () => np.array([0, 1, 2].map((i) => [Math.cos((i * 2 * Math.PI) / 3), Math.sin((i * 2 * Math.PI) / 3)])); // prettier-ignore
  test.each([
    ["a label out of range", "labels", () => np.eye(2), [0, 2], 2],
    ["a negative label", "labels", () => np.eye(2), [0, -1], 2],
    ["a class without examples", "labels", () => np.eye(2), [0, 2], 3],
    ["embeddings that are not finite", "embeddings", () => np.full([2, 2], NaN), [0, 1], 2],
    ["opposite examples", "embeddings", opposite, [0, 0], 1],
    ["examples that cancel up to rounding", "embeddings", thirds, [0, 0, 0], 1],
    ["nothing but a row of zeros", "embeddings", () => np.zeros([1, 2]), [0], 1],
    ["what the function refuses", "numClasses", () => np.eye(2), [0, 1], 0],
  ])("refuses %s", async (_name, argument, embeddings, labels, numClasses) => {
    await expect(
      validateClassPrototypes(embeddings(), int32(...labels), { numClasses }),
    ).rejects.toMatchObject({ name: "InvalidArgumentError", argument });
  });

  test("borrows what it accepts", async () => {
    const [embeddings, labels] = [np.eye(2), int32(1, 0)];
    await validateClassPrototypes(embeddings, labels, { numClasses: 2 });
    expect(await classPrototypes(embeddings, labels, { numClasses: 2 }).jsAsync()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
});
