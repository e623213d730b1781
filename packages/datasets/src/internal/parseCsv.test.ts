import { describe, expect, test } from "vitest";
import { DataError } from "../errors.ts";
import { parseCsv } from "./parseCsv.ts";

describe("parseCsv", () => {
  test("reads columns and numbers, with either line end", () => {
    const expected = { columns: ["a", "b"], rows: 2, values: Float64Array.of(1, -2.5, 3, 0.25) };
    expect(parseCsv("a,b\n1,-2.5\n3,0.25\n", "t.csv")).toEqual(expected);
    expect(parseCsv("a,b\r\n1,-2.5\r\n3,0.25", "t.csv")).toEqual(expected);
  });

  test.each([
    ["an empty line", "a,b\n1,2\n\n3,4\n", 3, "empty line"],
    ["a second empty last line", "a,b\n1,2\n\n", 3, "empty line"],
    ["a missing field", "a,b\n1,2\n3\n", 3, "1 fields instead of 2"],
    ["a word", "a,b\n1,x\n", 2, '"x" is not a plain decimal number'],
    ["an exponent", "a,b\n1,1e5\n", 2, '"1e5" is not a plain decimal number'],
    ["an empty field", "a,b\n1,\n", 2, '"" is not a plain decimal number'],
    ["a quoted header", '"a",b\n1,2\n', 1, "the header is not a list of column names"],
    ["an empty file", "", 1, "the header is not a list of column names"],
  ])("refuses %s", (_name, text, line, reason) => {
    const detail = { file: "t.csv", line, reason };
    expect(() => parseCsv(text, "t.csv")).toThrow(new DataError("BAD_FORMAT", detail));
    expect(() => parseCsv(text, "t.csv")).toThrow(expect.objectContaining({ code: "BAD_FORMAT", detail }));
  });
});
