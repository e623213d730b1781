import { expect, test } from "vitest";
import { compSumBestRisk } from "./compSumBestRisk.ts";

const at = (row: number[], tau: number) => compSumBestRisk([row], { tau })[0]!;
const phi = (p: number, tau: number) => (tau === 1 ? -Math.log(p) : (p ** (tau - 1) - 1) / (1 - tau));

/** Smallest expected loss over a fine grid of predicted probabilities of the first of two classes. */
function smallestOnGrid(q: number, tau: number): number {
  const grid = Array.from({ length: 20001 }, (_, i) => (i + 0.5) / 20001);
  return Math.min(...grid.map((p) => q * phi(p, tau) + (1 - q) * phi(1 - p, tau)));
}

test.each([0, 0.5, 1, 1.5, 1.9, 2, 2.5])("is the smallest expected loss for tau = %s", (tau) => {
  for (const q of [0.5, 0.7, 0.95]) {
    expect(at([q, 1 - q], tau)).toBeCloseTo(smallestOnGrid(q, tau), 3);
    expect(at([q, 1 - q], tau)).toBeLessThanOrEqual(smallestOnGrid(q, tau) + 1e-12);
  }
});

test("is Shannon's entropy for tau = 1, with 0 log 0 = 0", () => {
  expect(at([0.5, 0.25, 0.25], 1)).toBeCloseTo(1.5 * Math.LN2, 12);
  expect(at([0, 1, 0], 1)).toBeCloseTo(0, 12);
});

test("is 0 where the class is certain", () => {
  for (const tau of [0, 0.5, 1.5, 2, 3]) expect(at([0, 1, 0], tau)).toBeCloseTo(0, 12);
});

test("is continuous in tau at 1 and 2 and does not overflow there", () => {
  const row = [0.6, 0.3, 0.1];
  expect(at(row, 1 + 2e-6)).toBeCloseTo(at(row, 1), 5);
  expect(at(row, 2 - 1e-9)).toBeCloseTo(at(row, 2), 7);
});

test("takes rows one by one", () => {
  const rows = [
    [0.2, 0.8],
    [0.5, 0.5],
  ];
  expect(compSumBestRisk(rows, { tau: 1.5 })).toEqual(rows.map((row) => at(row, 1.5)));
});

test.each([
  ["probs", () => at([0.5, 0.6], 1)],
  ["probs", () => at([1.1, -0.1], 1)],
  ["probs", () => at([1], 1)],
  ["probs", () => at([NaN, 1], 1)],
  ["tau", () => at([0.5, 0.5], -0.1)],
  ["tau", () => at([0.5, 0.5], Infinity)],
])("refuses a bad %s", (argument, call) => {
  expect(call).toThrow(expect.objectContaining({ name: "InvalidArgumentError", argument }));
});
