import { type Array, grad, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { normalizeRows, validateNoZeroRow } from "./normalizeRows.ts";

test("scales rows to length 1; a row of zeros stays and has a finite gradient", async () => {
  const x = () => np.array([[3, 4], [0, 0], [-2, 0]]); // prettier-ignore
  const rows: number[][] = await normalizeRows(x()).jsAsync();
  expect(rows[0]![0]).toBeCloseTo(0.6, 6);
  expect(rows[0]![1]).toBeCloseTo(0.8, 6);
  expect(rows.slice(1)).toEqual([[0, 0], [-1, 0]]); // prettier-ignore
  const gradient: number[][] = await grad((values: Array) => normalizeRows(values).sum())(x()).jsAsync();
  expect(gradient.flat().every(Number.isFinite)).toBe(true);
  // The length does not matter, so the gradient is orthogonal to the row.
  expect(gradient[0]![0]! * 3 + gradient[0]![1]! * 4).toBeCloseTo(0, 6);
});

test.each([1e30, 1e-30, 1e-37])(
  "keeps the direction of rows of size %d, whose squares leave float32",
  async (size) => {
    const x = () => np.array([[3 * size, -4 * size], [3, 4]]); // prettier-ignore
    const rows: number[][] = await normalizeRows(x()).jsAsync();
    for (const [at, want] of [
      [0.6, -0.8],
      [0.6, 0.8],
    ].entries()) {
      // prettier-ignore
      want.forEach((value, i) => expect(rows[at]![i]).toBeCloseTo(value, 6));
    }
    const slope: number[][] = await grad((values: Array) => normalizeRows(values).slice([0, 1]).mean())(
      x(),
    ).jsAsync();
    // d/dx₀ of (x₀ + x₁)/|x|, halved by the mean, is x₁(x₁ − x₀)/(2|x|³) with |x| = 5 · size.
    expect(slope[0]![0]! * size).toBeCloseTo(28 / 250, 5);
    expect(slope[1]).toEqual([0, 0]);
    await validateNoZeroRow("x", x());
  },
);

test("validateNoZeroRow names the row and borrows", async () => {
  const x = np.array([[0, 1], [0, 0]]); // prettier-ignore
  await expect(validateNoZeroRow("x", x)).rejects.toMatchObject({
    argument: "x",
    received: "zeros at row 1",
  });
  x.dispose();
});
