import { type Array, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { batchPerceptron } from "./batchPerceptron.ts";
import { logisticGd } from "./logisticGd.ts";
import { runUntilSeparated, type SeparationRule } from "./runUntilSeparated.ts";

/** The data of the lower bound: one example against n − 1 equal ones. */
function hardExamples(n: number): [features: Array, labels: Array] {
  const rows = globalThis.Array.from({ length: n }, (_, i) => [i === 0 ? 0.5 : -0.5, -1]);
  const signs = globalThis.Array.from({ length: n }, (_, i) => (i === 0 ? 1 : -1));
  return [np.array(Float64Array.from(rows.flat())).reshape([n, 2]), np.array(Int32Array.from(signs))];
}

/** One example in the middle of two of the other class on its line: no line through 0 separates them. */
const inseparable = (): [Array, Array] => [
  np.array([[1, 0], [2, 0]]), // prettier-ignore
  np.array(Int32Array.of(1, -1)),
];

function run(...args: Parameters<typeof runUntilSeparated>) {
  const { theta, ...others } = runUntilSeparated(...args);
  return { ...others, theta: [...theta.dataSync()] };
}

describe("runUntilSeparated", () => {
  test.each([
    [logisticGd({ stepSize: 100, normalized: true }), 2],
    [logisticGd({ stepSize: 1, normalized: true }), 16],
    [logisticGd({ stepSize: 0.1, normalized: true }), 157],
    [logisticGd({ stepSize: 100 }), 308],
  ])("needs as many updates as the paper's table says (%#)", (rule, steps) => {
    const result = run(rule, ...hardExamples(1000), { maxSteps: 1000 });
    expect(result.steps).toBe(steps);
    expect(result.losses).toHaveLength(steps + 1);
    expect(result.mistakes).toHaveLength(steps + 1);
    expect([result.mistakes[0], result.mistakes.at(-2)! > 0, result.mistakes.at(-1)]).toEqual([
      1000,
      true,
      0,
    ]);
    const [x, y] = result.theta as [number, number];
    expect(0.5 * x - y > 0 && 0.5 * x + y > 0).toBe(true);
  });

  test.each([false, true])("keeps the perceptrons' bounds (normalized %s)", (normalized) => {
    const n = 30;
    const { steps } = run(batchPerceptron({ normalized }), ...hardExamples(n), { maxSteps: 1000 });
    expect(steps).toBeLessThanOrEqual((normalized ? 1 : n) * (1.25 / 0.25));
    expect(steps).toBeGreaterThan(normalized ? 0 : 5);
  });

  test("gives up after maxSteps, and looks once more before it does", () => {
    const rule = logisticGd({ stepSize: 1, normalized: true });
    const early = run(rule, ...hardExamples(1000), { maxSteps: 15 });
    expect(early.steps).toBeNull();
    expect(early.losses).toHaveLength(16);
    expect(run(rule, ...hardExamples(1000), { maxSteps: 16 }).steps).toBe(16);
    expect(run(batchPerceptron(), ...inseparable(), { maxSteps: 50 }).steps).toBeNull();
  });

  test("records every so many states and the last", () => {
    const rule = logisticGd({ stepSize: 1, normalized: true });
    const all = run(rule, ...hardExamples(1000), { maxSteps: 100 });
    const some = run(rule, ...hardExamples(1000), { maxSteps: 100, recordEvery: 5 });
    expect(some.losses).toEqual([0, 5, 10, 15, 16].map((t) => all.losses[t]));
    expect(some.mistakes).toEqual([0, 5, 10, 15, 16].map((t) => all.mistakes[t]));
    const exact = run(rule, ...hardExamples(1000), { maxSteps: 100, recordEvery: 16 });
    expect(exact.losses).toHaveLength(2);
  });

  test("makes the updates that the rule makes alone", async () => {
    const rule = logisticGd({ stepSize: 2 });
    let state: { theta: Array } = rule.init(2);
    const losses = [];
    for (let t = 0; t < 5; t++) {
      const { theta, loss, mistakes, beta } = rule.update(...hardExamples(50), state);
      mistakes.dispose();
      beta.dispose();
      losses.push((await loss.data())[0]!);
      state = { theta };
    }
    const result = run(rule, ...hardExamples(50), { maxSteps: 5 });
    losses.forEach((loss, t) => expect(result.losses[t]).toBeCloseTo(loss, 6));
    const alone = await state.theta.data();
    alone.forEach((x, i) => expect(result.theta[i]).toBeCloseTo(x, 6));
  });

  test("returns zeros' first look for data that a rule starts right on", () => {
    const rule: SeparationRule<{ theta: Array }> = {
      init: () => ({ theta: np.array([1, 0]) }),
      update: logisticGd({ stepSize: 1 }).update,
    };
    const result = run(rule, np.array([[1, 0]]), np.array([1]), { maxSteps: 3 });
    expect(result).toMatchObject({ steps: 0, mistakes: [0], theta: [1, 0] });
  });

  test("keeps float32 and float64 apart", () => {
    const features = (dtype: "float32" | "float64") => np.ones([1, 2], { dtype: np[dtype] });
    for (const dtype of ["float32", "float64"] as const) {
      const { theta } = runUntilSeparated(logisticGd({ stepSize: 1 }), features(dtype), np.ones([1]), {
        maxSteps: 3,
      });
      expect(theta.dtype).toBe(dtype);
      theta.dispose();
    }
  });

  test("frees everything", async () => {
    const whole = async () => {
      run(batchPerceptron(), ...hardExamples(10), { maxSteps: 30, recordEvery: 7 });
      run(batchPerceptron(), ...inseparable(), { maxSteps: 3 });
    };
    await whole();
    expect(await leakedBuffers(whole)).toBe(0);
  });

  const good = logisticGd({ stepSize: 1 });
  test.each<[argument: string, call: () => unknown]>([
    ["maxSteps", () => run(good, ...hardExamples(2), { maxSteps: 0 })],
    ["maxSteps", () => run(good, ...hardExamples(2), { maxSteps: 1.5 })],
    ["recordEvery", () => run(good, ...hardExamples(2), { maxSteps: 1, recordEvery: 0 })],
    ["rule", () => run({} as never, ...hardExamples(2), { maxSteps: 1 })],
    ["features", () => run(good, np.ones([2]), np.ones([2]), { maxSteps: 1 })],
    ["features", () => run(good, np.ones([0, 2]), np.ones([0]), { maxSteps: 1 })],
    ["labels", () => run(good, np.ones([3, 2]), np.ones([2]), { maxSteps: 1 })],
  ])("refuses a bad %s (%#)", (argument, call) => {
    expect(call).toThrow(expect.objectContaining({ name: "InvalidArgumentError", argument }));
  });
});
