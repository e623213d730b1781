import { numpy as np, tree } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { methodChecks } from "../testing/index.ts";
import { batchPerceptron, validateBatchPerceptron } from "./batchPerceptron.ts";
import { logisticGd } from "./logisticGd.ts";

const wave = (seed: number, count: number) =>
  globalThis.Array.from({ length: count }, (_, i) => Math.sin(1 + 3 * i + 0.5 * i * i + seed));
const float64 = (values: number[], shape: number[]) => np.array(Float64Array.from(values)).reshape(shape);
const int32 = (...values: number[]) => np.array(Int32Array.from(values));
const scalar = (value: number) => int32(value).reshape([]);

const rows = [1, 2, -0.5, 0.3, 0.8, -1.1];
const labels = [1, -1, 1];

/** One update of the three examples from θ after so many updates. */
async function updateOnce(normalized: boolean, theta: number[], step = 0) {
  const state = { theta: float64(theta, [2]), step: scalar(step) };
  const result = batchPerceptron({ normalized }).update(float64(rows, [3, 2]), int32(...labels), state);
  return {
    theta: (await result.theta.jsAsync()) as number[],
    step: (await result.step.jsAsync()) as number,
    loss: (await result.loss.jsAsync()) as number,
    mistakes: (await result.mistakes.jsAsync()) as number,
  };
}

const expectClose = (got: number[], want: number[]) =>
  got.forEach((x, i) => expect(x).toBeCloseTo(want[i]!, 14));

describe.each([false, true])("batchPerceptron, normalized %s", (normalized) => {
  const rule = batchPerceptron({ normalized });
  const state = (d: number) => ({ theta: np.zeros([d]), step: scalar(0) });
  const checks = methodChecks({
    name: "batchPerceptron",
    apply: (features, signs, theta) => {
      const result = rule.update(features!, signs!, { theta: theta!, step: scalar(1) });
      result.step.dispose();
      return np.concatenate([result.theta, np.stack([result.loss, result.mistakes])]);
    },
    makeInputs: (seed) => [
      { shape: [5, 2], values: wave(seed, 10) },
      { shape: [5], values: [1, -1, 1, 1, -1], kind: "int32" },
      { shape: [2], values: wave(seed + 0.3, 2) },
    ],
    shape: [4],
    batchInputs: [0, 1],
    badCalls: [
      ["features", "a vector of features", () => rule.update(np.ones([3]), int32(1, 1, -1), state(2))],
      ["features", "no examples", () => rule.update(np.zeros([0, 2]), np.zeros([0]), state(2))],
      ["labels", "a label too few", () => rule.update(np.ones([3, 2]), int32(1, 1), state(2))],
      ["theta", "another dimension", () => rule.update(np.ones([1, 3]), int32(1), state(2))],
      ["step", "a state without step", () => rule.update(np.ones([1, 2]), int32(1), { theta: np.zeros([2]) } as never)], // prettier-ignore
      ["dim", "half a dimension", () => rule.init(0.5)],
    ].map(([argument, name, call]) => ({ argument, name, call }) as never),
  });
  for (const check of checks) test(check.name, check.run);

  test("adds the mistakes", async () => {
    // Margins of θ = (0, 1): 2, −0.3, −1.1.
    const { theta, mistakes, step } = await updateOnce(normalized, [0, 1], 4);
    const count = normalized ? 2 : 3;
    expectClose(theta, [(0.5 + 0.8) / count, 1 + (-0.3 - 1.1) / count]);
    expect([mistakes, step]).toEqual([2, 5]);
  });

  test("begins with half of the mean, or normalized with the mean, of all examples", async () => {
    const first = await updateOnce(normalized, [0, 0]);
    const half = normalized ? 1 : 0.5;
    expectClose(first.theta, [(half * 2.3) / 3, (half * 0.6) / 3]);
    expect(first.mistakes).toBe(3);
    expect(first.loss).toBeCloseTo(Math.LN2, 6);
  });

  test("counts later ties in full", async () => {
    expectClose((await updateOnce(normalized, [0, 0], 1)).theta, [2.3 / 3, 0.6 / 3]);
    // (1, 0.8/1.1) is at a right angle to the third example, and right about the others.
    const { theta, mistakes } = await updateOnce(normalized, [1.1, 0.8], 3);
    expect(mistakes).toBe(1);
    expectClose(theta, normalized ? [1.9, -0.3] : [1.1 + 0.8 / 3, 0.8 - 1.1 / 3]);
  });

  test("stays where everything is right", async () => {
    expect(await updateOnce(normalized, [1, 0.1], 3)).toMatchObject({ theta: [1, 0.1], mistakes: 0 });
  });

  test("is the limit of gradient descent with a large step", async () => {
    const stepSize = 1e8;
    const gradient = logisticGd({ stepSize, normalized });
    let [large, limit] = [gradient.init(3), rule.init(3)];
    for (let step = 0; step < 4; step++) {
      const examples = () => [float64(wave(2, 36), [12, 3]), int32(...wave(7, 12).map(Math.sign))] as const;
      const { theta, ...others } = gradient.update(...examples(), large);
      const { theta: limitTheta, step: count, ...more } = rule.update(...examples(), limit);
      tree.dispose([others, more] as never);
      [large, limit] = [{ theta }, { theta: limitTheta, step: count }];
      const [got, want] = [await theta.ref.data(), await limitTheta.ref.data()];
      got.forEach((x, i) => expect(x / stepSize).toBeCloseTo(want[i]!, 12));
    }
    tree.dispose([large, limit] as never);
  });
});

test("batchPerceptron refuses a switch that is none", () => {
  expect(() => batchPerceptron({ normalized: 1 as never })).toThrow("normalized");
});

test("validateBatchPerceptron refuses labels that are not -1 or 1", async () => {
  const [features, y] = [np.ones([2, 3]), int32(1, 0)];
  await expect(validateBatchPerceptron(features, y)).rejects.toMatchObject({ argument: "labels" });
  tree.dispose([features, y]);
});
