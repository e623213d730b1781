import { describe, expect, test } from "vitest";
import { compSumTransform } from "./compSumTransform.ts";

const at = (beta: number, tau: number, numClasses = 3) => compSumTransform([beta], { tau, numClasses })[0]!;

/** The formulas as they are printed, without care for rounding. */
function printed(beta: number, tau: number, n: number): number {
  const mean = ((1 + beta) ** (1 / (2 - tau)) + (1 - beta) ** (1 / (2 - tau))) / 2;
  if (tau < 1) return (2 ** (1 - tau) / (1 - tau)) * (1 - mean ** (2 - tau));
  if (tau === 1) return ((1 + beta) / 2) * Math.log(1 + beta) + ((1 - beta) / 2) * Math.log(1 - beta);
  if (tau < 2) return (mean ** (2 - tau) - 1) / ((tau - 1) * n ** (tau - 1));
  return beta / ((tau - 1) * n ** (tau - 1));
}

describe("the four regimes", () => {
  test.each([0, 0.5, 0.9, 1, 1.1, 1.5, 1.8, 2, 2.5, 3])("tau = %s", (tau) => {
    for (const n of [2, 3, 10]) {
      for (const beta of [0.05, 0.3, 0.6, 0.95]) {
        expect(at(beta, tau, n)).toBeCloseTo(printed(beta, tau, n), 10);
      }
    }
  });

  test("at the ends", () => {
    expect(at(0, 0.5)).toBeCloseTo(0, 15);
    expect(at(1, 1)).toBeCloseTo(Math.LN2, 12);
    expect(at(1, 0)).toBeCloseTo(1, 12);
    expect(at(1, 2)).toBeCloseTo(1 / 3, 12);
    expect(at(1, 1.5, 4)).toBeCloseTo((2 ** 0.5 - 1) / (0.5 * 4 ** 0.5), 12);
  });

  test("is continuous where the regimes meet", () => {
    for (const beta of [0.01, 0.4, 1]) {
      expect(at(beta, 1 - 2e-6)).toBeCloseTo(at(beta, 1), 5);
      expect(at(beta, 1 + 2e-6)).toBeCloseTo(at(beta, 1), 5);
      expect(at(beta, 2 - 1e-9)).toBeCloseTo(at(beta, 2), 7);
    }
  });
});

test("grows with beta and is convex", () => {
  const grid = Array.from({ length: 41 }, (_, i) => i / 40);
  for (const tau of [0, 0.7, 1, 1.3, 1.9, 2.2]) {
    const values = compSumTransform(grid, { tau, numClasses: 5 });
    const steps = values.slice(1).map((value, i) => value - values[i]!);
    expect(Math.min(...steps)).toBeGreaterThan(0);
    steps.slice(1).forEach((step, i) => expect(step).toBeGreaterThanOrEqual(steps[i]! - 1e-12));
  }
});

test("keeps its digits for tiny regrets", () => {
  // To second order T is 2^(1-tau) beta^2 / (2 (2-tau)) for tau < 1 and n^(1-tau) beta^2 / (2 (2-tau)) above.
  const beta = 1e-9;
  expect(at(beta, 0.5) / ((2 ** 0.5 * beta ** 2) / 3)).toBeCloseTo(1, 9);
  expect(at(beta, 1) / (beta ** 2 / 2)).toBeCloseTo(1, 9);
  expect(at(beta, 1.5, 4) / (beta ** 2 / 2)).toBeCloseTo(1, 9);
});

test("does not overflow next to tau = 2", () => {
  expect(at(0.5, 2 - 1e-12)).toBeCloseTo(0.5 / 3, 9);
});

test.each([
  ["beta", () => at(-0.1, 1)],
  ["beta", () => at(1.1, 1)],
  ["beta", () => at(NaN, 1)],
  ["tau", () => at(0.5, -1)],
  ["tau", () => at(0.5, NaN)],
  ["numClasses", () => at(0.5, 1, 1)],
  ["numClasses", () => at(0.5, 1, 2.5)],
])("refuses a bad %s", (argument, call) => {
  expect(call).toThrow(expect.objectContaining({ name: "InvalidArgumentError", argument }));
});
