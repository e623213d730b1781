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

test("validateNoZeroRow names the row and borrows", async () => {
  const x = np.array([[0, 1], [0, 0]]); // prettier-ignore
  await expect(validateNoZeroRow("x", x)).rejects.toMatchObject({
    argument: "x",
    received: "zeros at row 1",
  });
  x.dispose();
});
