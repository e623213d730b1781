import { type Array, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import {
  hyperspherePredict,
  type HyperspherePredictOptions,
  validateHyperspherePredict,
} from "./hyperspherePredict.ts";

const rows = (seed: number, n: number, d: number): InputValues => ({
  shape: [n, d],
  values: Float64Array.from({ length: n * d }, (_, i) => 2 * Math.sin(1 + 7.3 * i + 3.1 * seed + (i % d))),
});

const refused = (
  name: string,
  argument: string,
  embeddings: () => Array,
  weight = () => np.ones([4, 3]),
  options?: HyperspherePredictOptions,
): BadCall => ({ name, argument, call: () => hyperspherePredict(embeddings(), weight(), options) });
const fine = () => np.ones([2, 3]);
const badCalls = [
  refused("embeddings of rank 1", "embeddings", () => np.ones([3])),
  refused("no rows", "embeddings", () => np.ones([0, 3])),
  refused("integer embeddings", "embeddings", () => np.ones([2, 3]).astype(np.int32)),
  refused("weights of another width", "weight", fine, () => np.ones([4, 2])),
  refused("no classes", "weight", fine, () => np.ones([0, 3])),
  refused("integer weights", "weight", fine, () => np.ones([4, 3]).astype(np.int32)),
  refused("scale 0", "scale", fine, undefined, { scale: 0 }),
  refused("an infinite scale", "scale", fine, undefined, { scale: Infinity }),
];

describe("battery", () => {
  const makeInputs = (seed: number) => [rows(seed, 5, 4), rows(seed + 9, 3, 4)];
  const probabilities = methodChecks({
    name: "probabilities of hyperspherePredict",
    apply: (embeddings, weight) => {
      const prediction = hyperspherePredict(embeddings!, weight!, { scale: 4 });
      prediction.labels.dispose();
      return prediction.probabilities;
    },
    makeInputs,
    shape: [5, 3],
    differentiable: [0, 1],
    badCalls,
  });
  const labels = methodChecks({
    name: "labels of hyperspherePredict",
    apply: (embeddings, weight) => {
      const prediction = hyperspherePredict(embeddings!, weight!);
      prediction.probabilities.dispose();
      return prediction.labels;
    },
    makeInputs,
    shape: [5],
    resultDtype: () => np.int32,
  });
  describe("probabilities", () => probabilities.forEach((check) => test(check.name, check.run)));
  describe("labels", () => labels.forEach((check) => test(check.name, check.run)));
});

interface Values {
  probabilities: number[][];
  labels: number[];
}
const predict = async (embeddings: number[][], weight: number[][], options?: HyperspherePredictOptions) => {
  const { probabilities, labels } = hyperspherePredict(np.array(embeddings), np.array(weight), options);
  return { probabilities: await probabilities.jsAsync(), labels: await labels.jsAsync() } as Values;
};

describe("values", () => {
  test("are the softmax of scaled cosines", async () => {
    const { probabilities, labels } = await predict([[2, 0]], [[5, 0], [0, 1], [-1, 0]], { scale: 2 }); // prettier-ignore
    const masses = [Math.exp(2), 1, Math.exp(-2)];
    const total = masses.reduce((sum, mass) => sum + mass);
    masses.forEach((mass, i) => expect(probabilities[0]![i]).toBeCloseTo(mass / total, 5));
    expect(labels).toEqual([0]);
  });

  test("long weights attract no more than short ones", async () => {
    const { labels } = await predict([[1, 1.1]], [[1e4, 0], [0, 1e-4]]); // prettier-ignore
    expect(labels).toEqual([1]);
  });

  test("the first of equally near classes wins", async () => {
    expect((await predict([[0, 1], [1, 1]], [[1, 0], [1, 0], [0, 1]])).labels).toEqual([2, 0]); // prettier-ignore
  });

  test("labels do not depend on the scale, even where all probability is at one class", async () => {
    const [embeddings, weight] = [[[1, 0.01], [-3, 8]], [[1, 0], [0, 1], [1, 0.02]]]; // prettier-ignore
    const soft = await predict(embeddings, weight, { scale: 1e-3 });
    const hard = await predict(embeddings, weight, { scale: 1e4 });
    expect(hard.labels).toEqual(soft.labels);
    for (const row of hard.probabilities) expect(row.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
  });

  test("a row of zeros is undecided, and one class takes all", async () => {
    expect(await predict([[0, 0]], [[1, 0], [0, 1]])).toEqual({ probabilities: [[0.5, 0.5]], labels: [0] }); // prettier-ignore
    expect(await predict([[-1, 0]], [[1, 0]])).toEqual({ probabilities: [[1]], labels: [0] });
  });
});

describe("validateHyperspherePredict", () => {
  test.each([
    ["a weight of zeros", "weight", () => np.eye(2), () => np.zeros([1, 2])],
    ["weights that are not finite", "weight", () => np.eye(2), () => np.full([1, 2], NaN)],
    ["embeddings that are not finite", "embeddings", () => np.full([1, 2], NaN), () => np.eye(2)],
    ["what the function refuses", "weight", () => np.eye(2), () => np.eye(3)],
  ])("refuses %s", async (_name, argument, embeddings, weight) => {
    await expect(validateHyperspherePredict(embeddings(), weight())).rejects.toMatchObject({
      name: "InvalidArgumentError",
      argument,
    });
  });

  test("borrows what it accepts", async () => {
    const [embeddings, weight] = [np.zeros([1, 2]), np.eye(2)];
    await validateHyperspherePredict(embeddings, weight, { scale: 3 });
    const { probabilities, labels } = hyperspherePredict(embeddings, weight);
    probabilities.dispose();
    expect(await labels.jsAsync()).toEqual([0]);
  });
});
