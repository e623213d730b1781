import { DataError } from "../errors.ts";

/** A table of numbers with named columns; values are row-major. */
export interface NumberTable {
  columns: string[];
  rows: number;
  values: Float64Array<ArrayBuffer>;
}

const plainDecimal = /^-?\d+(\.\d+)?$/;
const columnName = /^[\x21\x23-\x2b\x2d-\x7e]+$/;

/**
 * Reads an ASCII table: comma, `\n` or `\r\n`, a header row, no quoting, plain decimal numbers. An empty last line
 * is ignored.
 *
 * @throws DataError BAD_FORMAT with file and line.
 */
export function parseCsv(text: string, file: string): NumberTable {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  const columns = (lines[0] ?? "").split(",");
  if (!columns.every((name) => columnName.test(name))) {
    throw new DataError("BAD_FORMAT", { file, line: 1, reason: "the header is not a list of column names" });
  }
  const rows = lines.length - 1;
  const values = new Float64Array(rows * columns.length);
  for (let row = 0; row < rows; row++) {
    values.set(parseRow(lines[row + 1]!, columns.length, file, row + 2), row * columns.length);
  }
  return { columns, rows, values };
}

function parseRow(text: string, columns: number, file: string, line: number): number[] {
  const fields = text.split(",");
  if (fields.length !== columns) {
    const reason = text === "" ? "empty line" : `${fields.length} fields instead of ${columns}`;
    throw new DataError("BAD_FORMAT", { file, line, reason });
  }
  const bad = fields.find((field) => !plainDecimal.test(field));
  if (bad !== undefined) {
    throw new DataError("BAD_FORMAT", { file, line, reason: `"${bad}" is not a plain decimal number` });
  }
  return fields.map(Number);
}
