import { type Array, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { addNovelClass, validateAddNovelClass } from "./addNovelClass.ts";
import { classPrototypes } from "./classPrototypes.ts";

const rows = (seed: number, n: number, d: number): InputValues => ({
  shape: [n, d],
  values: Float64Array.from({ length: n * d }, (_, i) => 2 * Math.sin(1 + 7.3 * i + 3.1 * seed + (i % d))),
});

const refused = (
  name: string,
  argument: string,
  weight: () => Array,
  examples = () => np.ones([2, 3]),
): BadCall => ({ name, argument, call: () => addNovelClass(weight(), examples()) });
const fine = () => np.ones([4, 3]);
const badCalls = [
  refused("weights of rank 1", "weight", () => np.ones([3])),
  refused("no classes", "weight", () => np.ones([0, 3])),
  refused("integer weights", "weight", () => np.ones([4, 3]).astype(np.int32)),
  refused("no examples", "examples", fine, () => np.ones([0, 3])),
  refused("examples of another width", "examples", fine, () => np.ones([2, 4])),
  refused("one example without its axis", "examples", fine, () => np.ones([3])),
  refused("integer examples", "examples", fine, () => np.ones([2, 3]).astype(np.int32)),
];

describe("battery", () => {
  const checks = methodChecks({
    name: "addNovelClass",
    apply: (weight, examples) => addNovelClass(weight!, examples!),
    makeInputs: (seed) => [rows(seed, 3, 4), rows(seed + 5, 2, 4)],
    shape: [4, 4],
    differentiable: [0, 1],
    badCalls,
  });
  for (const check of checks) test(check.name, check.run);
});

describe("values", () => {
  const weight = () => np.array([[3, 4], [0, -0.5]]); // prettier-ignore
  const examples = () => np.array([[100, 0], [0, -1], [2, 2]]); // prettier-ignore

  test("keeps the old directions and appends the prototype of the examples", async () => {
    const extended: number[][] = await addNovelClass(weight(), examples()).jsAsync();
    const labels = np.zeros([3], { dtype: np.int32 });
    const [prototype]: number[][] = await classPrototypes(examples(), labels, { numClasses: 1 }).jsAsync();
    const want = [[0.6, 0.8], [0, -1], prototype!]; // prettier-ignore
    extended.flat().forEach((value, i) => expect(value).toBeCloseTo(want.flat()[i]!, 5));
  });

  test("adding a class again and again keeps the classes before", async () => {
    const once: number[][] = await addNovelClass(weight(), examples()).jsAsync();
    const twice: number[][] = await addNovelClass(np.array(once), np.array([[0, 7]])).jsAsync();
    once.flat().forEach((value, i) => expect(twice.flat()[i]).toBeCloseTo(value, 6));
    expect(twice[3]).toEqual([0, 1]);
  });

  test("is finite at values of 1e4 and for examples that cancel", async () => {
    const extended: number[][] = await addNovelClass(
      np.array([[1e4, -1e4]]),
      np.array([[1e4, 1], [-1e4, -1]]), // prettier-ignore
    ).jsAsync();
    expect(extended[1]).toEqual([0, 0]);
    expect(extended[0]![0]).toBeCloseTo(Math.SQRT1_2, 5);
  });
});

describe("validateAddNovelClass", () => {
  test.each([
    ["a weight of zeros", "weight", () => np.zeros([2, 2]), () => np.eye(2)],
    ["weights that are not finite", "weight", () => np.full([2, 2], NaN), () => np.eye(2)],
    ["examples that cancel", "examples", () => np.eye(2), () => np.array([[1, 0], [-2, 0]])], // prettier-ignore
    ["an example of zeros alone", "examples", () => np.eye(2), () => np.zeros([1, 2])],
    ["examples that are not finite", "examples", () => np.eye(2), () => np.full([2, 2], Infinity)],
    ["what the function refuses", "examples", () => np.eye(2), () => np.ones([2, 3])],
  ])("refuses %s", async (_name, argument, weight, examples) => {
    await expect(validateAddNovelClass(weight(), examples())).rejects.toMatchObject({
      name: "InvalidArgumentError",
      argument,
    });
  });

  test("borrows what it accepts", async () => {
    const [weight, examples] = [np.eye(2), np.eye(2)];
    await validateAddNovelClass(weight, examples);
    expect(addNovelClass(weight, examples).shape).toEqual([3, 2]);
  });
});
