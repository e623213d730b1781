import { type Array, grad, jit, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { compositionalWeights, validateCompositionalWeights } from "./compositionalWeights.ts";

const makeInputs = (seed: number): InputValues[] =>
  [0, 3].map((shift) => ({
    shape: [4],
    values: Float64Array.from({ length: 4 }, (_, i) => 1 + Math.sin(2.3 * i + seed + shift)),
  }));

const badCall = (name: string, argument: string, call: () => unknown): BadCall => ({ name, argument, call });
const usual = compositionalWeights({ r: 1 });
const badCalls = [
  badCall("r = 0", "r", () => compositionalWeights({ r: 0 })),
  badCall("β = 0", "beta", () => compositionalWeights({ r: 1, beta: 0 })),
  badCall("β above 1", "beta", () => compositionalWeights({ r: 1, beta: 1.1 })),
  badCall("no losses", "losses", () => usual.apply(np.zeros([0]), usual.init())),
  badCall("integer losses", "losses", () => usual.apply(np.array(Int32Array.of(1)), usual.init())),
  badCall("a matrix of losses", "losses", () => usual.apply(np.ones([2, 2]), usual.init())),
  badCall("a vector for a state", "state.logU", () => usual.apply(np.ones([2]), { logU: np.ones([2]) })),
];

describe.each([
  { r: 1, beta: 0.9 },
  { r: 0.2, beta: 0.3 },
  { r: 50, beta: 1 },
])("two batches, %j", (options) => {
  const spec = {
    name: "compositionalWeights",
    apply: (first?: Array, second?: Array) => {
      const reweighting = compositionalWeights(options);
      const { weights, state } = reweighting.apply(first!, reweighting.init());
      const next = reweighting.apply(second!, state);
      next.state.logU.dispose();
      return np.concatenate([weights, next.weights]);
    },
    makeInputs,
    shape: [8],
    badCalls: options.r === 1 ? badCalls : [],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

/** Weights of some batches one after another. */
async function weightsOf(options: { r: number; beta?: number }, batches: number[][]): Promise<number[][]> {
  const reweighting = compositionalWeights(options);
  let state = reweighting.init();
  const seen: number[][] = [];
  for (const batch of batches) {
    const step = reweighting.apply(np.array(batch), state);
    state = step.state;
    seen.push([...(await step.weights.data())]);
  }
  state.logU.dispose();
  return seen;
}
const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
const batches = [
  [0.5, 2, 1],
  [4, 3, 3.5],
  [0.1, 0.2, 0.1],
];

describe("the weights", () => {
  test("of a first batch have mean 1, and of later ones only without memory", async () => {
    const remembered = await weightsOf({ r: 1, beta: 0.5 }, batches);
    expect(mean(remembered[0]!)).toBeCloseTo(1, 5);
    expect(mean(remembered[1]!)).toBeGreaterThan(1.5);
    expect(mean(remembered[2]!)).toBeLessThan(0.5);
    for (const weights of await weightsOf({ r: 1, beta: 1 }, batches))
      expect(mean(weights)).toBeCloseTo(1, 5);
  });

  test("follow the running mean", async () => {
    let u = 0;
    const expected = batches.map((batch, step) => {
      const now = mean(batch.map((l) => Math.exp(l / 2)));
      u = step === 0 ? now : 0.1 * u + 0.9 * now;
      return batch.map((l) => Math.exp(l / 2) / u);
    });
    const got = await weightsOf({ r: 2 }, batches);
    for (const [step, weights] of expected.entries()) {
      weights.forEach((weight, i) => expect(got[step]![i]).toBeCloseTo(weight, 5));
    }
  });

  test("are flat for large r and one spike for small r", async () => {
    const [flat] = await weightsOf({ r: 1e5 }, batches);
    for (const weight of flat!) expect(weight).toBeCloseTo(1, 4);
    const [spike] = await weightsOf({ r: 0.05 }, batches);
    expect(spike![1]).toBeCloseTo(3, 4);
  });

  test("neither overflow nor vanish at ±1e4, and come from one example as well", async () => {
    const extreme = await weightsOf({ r: 1 }, [[1e4, -1e4], [1e4, 1e4], [-1e4, -1e4], [3, 3]]); // prettier-ignore
    expect(extreme[0]![0]).toBeCloseTo(2, 2);
    expect(extreme[0]![1]).toBe(0);
    for (const weights of extreme) for (const weight of weights) expect(Number.isFinite(weight)).toBe(true);
    expect(await weightsOf({ r: 1 }, [[7]])).toEqual([[1]]);
  });

  test("carry no gradient", async () => {
    const slope = grad((losses: Array) => {
      const { weights, state } = usual.apply(losses.ref, usual.init());
      state.logU.dispose();
      return weights.mul(losses).sum();
    })(np.array([1, 2])) as Array;
    const [weights] = await weightsOf({ r: 1 }, [[1, 2]]);
    const values = await slope.data();
    weights!.forEach((weight, i) => expect(values[i]).toBeCloseTo(weight, 6));
  });

  test("make one program for all batches", async () => {
    const program = jit((losses: Array, logU: Array) => {
      const { weights, state } = usual.apply(losses, { logU });
      return [weights, state.logU] as [Array, Array];
    });
    let logU = usual.init().logU;
    const eager = await weightsOf({ r: 1 }, batches);
    for (const [step, batch] of batches.entries()) {
      const [weights, next] = program(np.array(batch), logU);
      logU = next;
      const values = await weights.data();
      eager[step]!.forEach((weight, i) => expect(values[i]).toBeCloseTo(weight, 5));
    }
    logU.dispose();
    program.dispose();
  });
});

test("validateCompositionalWeights names a loss that is not finite", async () => {
  await expect(validateCompositionalWeights(np.array([1, Infinity]))).rejects.toThrow(/losses: .*index 1/);
  await expect(validateCompositionalWeights(np.array([1, 2]))).resolves.toBeUndefined();
});
