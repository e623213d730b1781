import { badArgument } from "../errors.ts";
import type { NumberTable } from "./parseCsv.ts";

/** The columns before the last as features, row-major, and the last one apart; both are copies. */
export function splitLastColumn({ columns, rows, values }: NumberTable) {
  const width = columns.length;
  const features = new Float64Array(rows * (width - 1));
  const last = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    features.set(values.subarray(row * width, (row + 1) * width - 1), row * (width - 1));
    last[row] = values[(row + 1) * width - 1]!;
  }
  return { features, last, featureNames: columns.slice(0, -1) };
}

/**
 * Shifts every column to mean 0 and divides it by `scale` times its population standard deviation, in place.
 *
 * @throws DataError BAD_ARGUMENT for a constant column.
 */
export function standardizeColumns(values: Float64Array, names: readonly string[], scale = 1): void {
  names.forEach((name, column) => standardizeColumn(values, column, names.length, name, scale));
}

function standardizeColumn(values: Float64Array, column: number, width: number, name: string, scale: number) {
  const rows = values.length / width;
  let mean = 0;
  for (let i = column; i < values.length; i += width) mean += values[i]! / rows;
  let variance = 0;
  for (let i = column; i < values.length; i += width) variance += (values[i]! - mean) ** 2 / rows;
  if (variance === 0) throw badArgument("standardize", "columns that vary", `constant column ${name}`);
  const divisor = Math.sqrt(variance) * scale;
  for (let i = column; i < values.length; i += width) values[i] = (values[i]! - mean) / divisor;
}
