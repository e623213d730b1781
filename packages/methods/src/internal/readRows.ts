import type { Array } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { concreteValue } from "./concreteValue.ts";
import { checkFinite } from "./vectors.ts";

/** Rows in plain memory, one after another. */
export interface Rows {
  count: number;
  width: number;
  /** Row-major, [count · width]. */
  values: Float64Array;
}

/**
 * Reads a checked array [n, d] into plain memory and borrows it.
 * @param options.normalize scale each row to length 1
 * @throws InvalidArgumentError for values that are not finite, a row of zeros that should be normalised, and where the
 * array is being traced into a program
 */
export function readRows(argument: string, x: Array, { normalize }: { normalize: boolean }): Rows {
  const [count, width] = x.shape as [number, number];
  const values = Float64Array.from(concreteValue(argument, x).dataSync());
  checkFinite(argument, values);
  if (normalize) for (let row = 0; row < count; row++) scaleToUnit(argument, values, row, width);
  return { count, width, values };
}

function scaleToUnit(argument: string, values: Float64Array, row: number, width: number): void {
  const entries = values.subarray(row * width, (row + 1) * width);
  // The largest entry comes first, since squares of very large and very small ones leave the range of float64.
  const largest = entries.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  if (largest === 0) throw new InvalidArgumentError(argument, "rows other than 0", `zeros at row ${row}`);
  const length = largest * Math.sqrt(entries.reduce((sum, entry) => sum + (entry / largest) ** 2, 0));
  for (let i = 0; i < width; i++) entries[i]! /= length;
}
