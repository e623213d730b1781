import { expect, test } from "vitest";
import { splitLastColumn, standardizeColumns } from "./columns.ts";
import { expectBadArgument } from "./testing.ts";

test("splitLastColumn copies features and the last column", () => {
  const table = { columns: ["a", "b", "y"], rows: 2, values: Float64Array.of(1, 2, 3, 4, 5, 6) };
  const split = splitLastColumn(table);
  expect(split).toEqual({
    features: Float64Array.of(1, 2, 4, 5),
    last: Float64Array.of(3, 6),
    featureNames: ["a", "b"],
  });
  split.features[0] = 99;
  expect(table.values[0]).toBe(1);
});

test("standardizeColumns uses the population standard deviation", () => {
  const values = Float64Array.of(1, 10, 3, 30);
  standardizeColumns(values, ["a", "b"]);
  expect(values).toEqual(Float64Array.of(-1, -1, 1, 1));
});

test("standardizeColumns refuses a constant column", async () => {
  await expectBadArgument("standardize", () => standardizeColumns(Float64Array.of(1, 5, 2, 5), ["a", "b"]));
});
