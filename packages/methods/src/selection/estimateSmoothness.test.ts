import { numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { estimateSmoothness, type EstimateSmoothnessOptions } from "./estimateSmoothness.ts";

const latent = [4, 3, 5, 1];
const groups = [0, 0, 1, 1];
const options: EstimateSmoothnessOptions = { rankings: 2, tau1: 3 };
const estimate = (biased: number[], change: Partial<EstimateSmoothnessOptions> = {}, scores = latent) =>
  estimateSmoothness(np.array(scores), np.array(biased), np.array(Int32Array.from(groups)), {
    ...options,
    ...change,
  });

test("alpha is the weakest score of either kind", () => {
  expect(estimate([4, 3, 2, 0.5]).alpha).toBeCloseTo(0.5 / 6, 7);
  expect(estimate([4, 3, 2, 9]).alpha).toBeCloseTo(1 / 6, 7);
});

test("gamma is the worst reversal inside a group", () => {
  expect(estimate([4, 3, 2, 1]).gamma).toBeCloseTo(3 / 4, 7);
  expect(estimate([4, 6, 2, 1]).gamma).toBeCloseTo(6 / 4, 7);
});

test("beta leaves close pairs out", () => {
  expect(estimate([4, 6, 2, 1], { beta: 0.5 }).gamma).toBeCloseTo(1 / 2, 7);
  expect(estimate([4, 6, 2, 1], { beta: 0.1 }).gamma).toBe(0);
});

test("two equal items count both ways", () => {
  expect(estimate([2, 3, 2, 1], {}, [4, 4, 5, 1]).gamma).toBeCloseTo(3 / 2, 7);
});

test("items that bias leaves without any score", () => {
  expect(estimate([4, 3, 0, 0])).toEqual({ alpha: 0, gamma: 1 });
  expect(estimate([4, 3, 0, 1])).toEqual({ alpha: 0, gamma: Infinity });
});

test("frees what it is given", async () => {
  expect(await leakedBuffers(() => void estimate([4, 3, 2, 1]))).toBe(0);
});

describe("refuses", () => {
  const cases: [string, () => unknown, string][] = [
    ["other numbers of items", () => estimate([1, 2, 3]), "biasedScores"],
    ["negative scores", () => estimate([1, 2, 3, -1]), "biasedScores"],
    ["scores that are not numbers", () => estimate([1, 2, 3, 4], {}, [NaN, 1, 1, 1]), "latentScores"],
    ["other numbers of groups", () => estimate([1, 2, 3], {}, [1, 2, 3]), "groups"],
    ["no rankings", () => estimate(latent, { rankings: 0 }), "rankings"],
    ["tau1 = 0", () => estimate(latent, { tau1: 0 }), "tau1"],
    ["beta = 0", () => estimate(latent, { beta: 0 }), "beta"],
    ["beta > 1", () => estimate(latent, { beta: 1.1 }), "beta"],
  ];
  for (const [name, call, argument] of cases) {
    test(name, () => expect(call).toThrow(expect.objectContaining({ argument })));
  }
});
