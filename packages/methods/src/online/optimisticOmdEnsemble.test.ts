import { DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { methodChecks } from "../testing/index.ts";
import { optimisticOmdEnsemble, type OptimisticOmdEnsembleOptions } from "./optimisticOmdEnsemble.ts";

const options: OptimisticOmdEnsembleOptions = {
  domain: { radius: 1 },
  gradientBound: 2,
  smoothness: 0.2,
  horizon: 1000,
};
const ensemble = optimisticOmdEnsemble(options);

function stateAfter(gradients: number[][]) {
  return gradients.reduce((state, gradient) => ensemble.update(state, gradient), ensemble.init(2));
}

const checks = methodChecks({
  name: "the play after a gradient",
  apply: (gradient) => ensemble.play(ensemble.update(stateAfter([[1, -0.5]]), gradient!)),
  makeInputs: (seed) => [{ shape: [2], values: [0.4 - seed, 0.7] }],
  shape: [2],
  resultDtype: () => DType.Float64,
  traceable: false,
  badCalls: [
    {
      name: "a matrix",
      call: () => ensemble.update(ensemble.init(2), np.zeros([1, 2])),
      argument: "gradient",
    },
    { name: "infinity", call: () => ensemble.update(ensemble.init(2), [0, -Infinity]), argument: "gradient" },
    { name: "half a dimension", call: () => ensemble.init(1.5), argument: "dim" },
  ],
});
for (const check of checks) test(check.name, check.run);

test("doubles its step sizes up to 1/(8L)", () => {
  const sizes = ensemble.stepSizes(ensemble.init(3));
  expect(sizes).toHaveLength(7);
  expect(sizes[0]).toBeCloseTo(Math.sqrt(4 / (32 * 1000)), 12);
  sizes.slice(1, -1).forEach((size, i) => expect(size / sizes[i]!).toBeCloseTo(2, 12));
  expect(sizes.at(-1)).toBe(1 / 1.6);
});

test("one learner is the least", () => {
  const short = optimisticOmdEnsemble({ ...options, smoothness: 10, horizon: 1 });
  expect(short.stepSizes(short.init(3))).toHaveLength(1);
});

test("starts with equal weights and moves them to learners with lower losses", async () => {
  expect(await ensemble.weights(ensemble.init(2)).jsAsync()).toEqual(Array(7).fill(1 / 7));
  const weights = (await ensemble.weights(stateAfter(Array(30).fill([1, 0]))).jsAsync()) as number[];
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  expect(weights[3]).toBeGreaterThan(weights[0]!);
});

test("plays the weighted mean of the base plays", async () => {
  const state = stateAfter([
    [0.1, -0.05],
    [0.03, 0.03],
  ]);
  const weights = (await ensemble.weights(state).jsAsync()) as number[];
  const base = state.centers.map((center, i) => center[0]! - state.stepSizes[i]! * 0.03);
  const expected = base.reduce((sum, x, i) => sum + weights[i]! * x, 0);
  expect(ensemble.playValues(state)[0]).toBeCloseTo(expected, 12);
  expect(await ensemble.play(state).jsAsync()).toEqual(ensemble.playValues(state));
});

test("moving costs a base learner: C grows by ⟨g, x⟩ + 2L‖x − x before‖²", () => {
  const first = stateAfter([[1, 0]]);
  expect(first.cumulativeLosses.map(Math.abs)).toEqual(Array(7).fill(0));
  const second = ensemble.update(first, [0, 1]);
  const eta = second.stepSizes[2]!;
  const moved = second.lastPlays[2]![0]!;
  expect(moved).toBeCloseTo(-2 * eta, 12);
  expect(second.cumulativeLosses[2]).toBeCloseTo(0.4 * moved ** 2, 12);
});

test("stays inside a box that does not hold the origin", () => {
  const box = optimisticOmdEnsemble({ ...options, domain: { lower: 1, upper: 2 } });
  const start = box.init(2);
  expect(box.playValues(start)[0]).toBeCloseTo(1, 12);
  expect(start.lastPlays[0]).toEqual([1, 1]);
});

describe("refusals", () => {
  const cases: [string, Partial<OptimisticOmdEnsembleOptions>, string][] = [
    ["a flat ball", { domain: { radius: -1 } }, "domain.radius"],
    ["an empty box", { domain: { lower: 2, upper: 1 } }, "domain"],
    ["no diameter", { diameter: -1 }, "diameter"],
    ["no gradient bound", { gradientBound: 0 }, "gradientBound"],
    ["L = 0, which would leave the steps without a cap", { smoothness: 0 }, "smoothness"],
    ["no horizon", { horizon: 0 }, "horizon"],
  ];
  for (const [name, change, argument] of cases) {
    test(name, () => {
      expect(() => optimisticOmdEnsemble({ ...options, ...change })).toThrow(
        expect.objectContaining({ argument }),
      );
    });
  }
});
