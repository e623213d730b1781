import { describe, expect, test } from "vitest";
import { expectBadArgument, sum } from "../internal/testing.ts";
import { lowRankMatrix } from "./lowRankMatrix.ts";
import type { GeneratedMatrix } from "./lowRankMatrix.ts";

/** Singular values in descending order by one-sided Jacobi rotations of the columns. */
function singularValues({ data, shape: [rows, cols] }: GeneratedMatrix): number[] {
  const columns = Array.from({ length: cols }, (_, j) =>
    Array.from({ length: rows }, (_, i) => data[i * cols + j]!),
  );
  const dot = (a: number[], b: number[]) => sum(a.map((value, i) => value * b[i]!));
  for (let sweep = 0; sweep < 12; sweep++) {
    for (let p = 0; p < cols; p++) {
      for (let q = p + 1; q < cols; q++) {
        const [a, b] = [columns[p]!, columns[q]!];
        const angle = 0.5 * Math.atan2(2 * dot(a, b), dot(a, a) - dot(b, b));
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        columns[p] = a.map((value, i) => cos * value + sin * b[i]!);
        columns[q] = a.map((value, i) => cos * b[i]! - sin * value);
      }
    }
  }
  return columns.map((column) => Math.sqrt(dot(column, column))).sort((a, b) => b - a);
}

describe("lowRankMatrix", () => {
  test("gives the known matrix", () => {
    const matrix = lowRankMatrix(7);
    expect(matrix.shape).toEqual([20, 15]);
    expect(sum(matrix.data)).toBeCloseTo(34.9584383, 7);
    expect(matrix.data[0]).toBeCloseTo(1.51556042, 8);
    const leading = singularValues(matrix).slice(0, 4);
    [13.3798543, 11.8626791, 6.2597667, 0.6621415].forEach((value, i) =>
      expect(leading[i]).toBeCloseTo(value, 6),
    );
  });

  test("has exactly its rank without noise", () => {
    const values = singularValues(lowRankMatrix(1, { rows: 6, cols: 5, rank: 2, noise: 0 }));
    expect(values[1]).toBeGreaterThan(0.1);
    expect(values[2]).toBeLessThan(1e-12);
  });

  test("refuses options out of range", async () => {
    await expectBadArgument("rows", () => lowRankMatrix(0, { rows: 0 }));
    await expectBadArgument("cols", () => lowRankMatrix(0, { cols: -2 }));
    await expectBadArgument("rank", () => lowRankMatrix(0, { rank: 0 }));
    await expectBadArgument("noise", () => lowRankMatrix(0, { noise: -1 }));
  });
});
