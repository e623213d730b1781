import { rng } from "@offprint/datasets";
import { expect, test } from "vitest";
import { drawBeta, drawGamma } from "./drawBeta.ts";

const count = 20_000;

function moments(draw: () => number): { mean: number; variance: number; values: number[] } {
  const values = Array.from({ length: count }, draw);
  const mean = values.reduce((sum, x) => sum + x, 0) / count;
  return { mean, variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count, values };
}

test.each([
  [2, 2],
  [0.2, 0.2],
  [5, 1],
])("beta(%d, %d) has its mean and variance", (a, b) => {
  // prettier-ignore
  const stream = rng(3);
  const { mean, variance, values } = moments(() => drawBeta(stream, a!, b!));
  expect(mean).toBeCloseTo(a! / (a! + b!), 2);
  expect(variance).toBeCloseTo((a! * b!) / ((a! + b!) ** 2 * (a! + b! + 1)), 2);
  expect(values.every((x) => x >= 0 && x <= 1)).toBe(true);
});

test.each([0.3, 1, 4])("gamma(%d) has its mean and variance", (shape) => {
  const stream = rng(4);
  const { mean, variance } = moments(() => drawGamma(stream, shape));
  expect(Math.abs(mean / shape - 1)).toBeLessThan(0.05);
  expect(Math.abs(variance / shape - 1)).toBeLessThan(0.1);
});

test("equal seeds give equal draws", () => {
  expect(drawBeta(rng(1), 2, 2)).toBe(drawBeta(rng(1), 2, 2));
});
