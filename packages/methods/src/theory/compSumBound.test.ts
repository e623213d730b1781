import { describe, expect, test } from "vitest";
import { compSumBound } from "./compSumBound.ts";
import { compSumTransform } from "./compSumTransform.ts";

const at = (regret: number, tau: number, numClasses = 3) => compSumBound([regret], { tau, numClasses })[0]!;

describe("the bound", () => {
  test.each([0, 0.5, 1, 1.5, 1.9, 2, 3])("is the inverse of the transform for tau = %s", (tau) => {
    for (const numClasses of [2, 10]) {
      const betas = [1e-6, 0.01, 0.3, 0.7, 0.99];
      const bounds = compSumBound(compSumTransform(betas, { tau, numClasses }), { tau, numClasses });
      bounds.forEach((bound, i) => expect(bound / betas[i]!).toBeCloseTo(1, 8));
    }
  });

  test("is 0 without regret and 1 from T(1) on", () => {
    for (const tau of [0, 0.5, 1, 1.5, 2]) {
      const [largest] = compSumTransform([1], { tau, numClasses: 3 });
      expect(at(0, tau)).toBeLessThan(1e-12);
      expect(at(largest!, tau)).toBe(1);
      expect(at(100, tau)).toBe(1);
    }
  });

  test("lies below the simple upper forms", () => {
    for (const regret of [1e-4, 0.01, 0.1]) {
      for (const tau of [0, 0.5, 0.9]) {
        expect(at(regret, tau)).toBeLessThanOrEqual(Math.sqrt(2 ** tau * (2 - tau) * regret) + 1e-12);
      }
      for (const tau of [1, 1.5, 1.9]) {
        expect(at(regret, tau, 5)).toBeLessThanOrEqual(Math.sqrt(2 * 5 ** (tau - 1) * regret) + 1e-12);
      }
      expect(at(regret, 2.5, 5)).toBeCloseTo(Math.min(1, 1.5 * 5 ** 1.5 * regret), 12);
    }
  });

  test("loosens with the number of classes for tau > 1 only", () => {
    expect(at(0.05, 1.5, 100)).toBeGreaterThan(at(0.05, 1.5, 10));
    expect(at(0.05, 1, 100)).toBe(at(0.05, 1, 10));
  });
});

test("is exactly 0 where nothing is lost", () => {
  for (const tau of [0, 0.5, 1, 1.5, 2, 3]) expect(at(0, tau)).toBe(0);
});

test.each([
  ["regret", () => at(-1e-9, 1)],
  ["regret", () => at(NaN, 1)],
  ["tau", () => at(0.5, -1)],
  ["numClasses", () => at(0.5, 1, 1)],
])("refuses a bad %s", (argument, call) => {
  expect(call).toThrow(expect.objectContaining({ name: "InvalidArgumentError", argument }));
});
