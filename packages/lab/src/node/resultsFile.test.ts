import { expect, test } from "vitest";
import { formatJson } from "./resultsFile.ts";

const numbers = Array.from({ length: 100 }, (_, i) => i / 3);
const value = {
  short: { a: 1, b: [true, null, "x"] },
  long: { numbers, texts: numbers.map((number) => `number ${number}`), empty: [], nothing: undefined },
  pairs: numbers.map((number, i) => [i, number]),
  records: numbers.slice(0, 20).map((x) => ({ x, label: "point" })),
};

test("formatted JSON reads back as the same value", () => {
  expect(JSON.parse(formatJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
});

test("its lines are of a readable length, and numbers share them", () => {
  const lines = formatJson(value).split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(112);
  expect(lines.filter((line) => line.includes('"short"'))).toEqual([
    ' "short": {"a":1,"b":[true,null,"x"]},',
  ]);
  expect(lines.length).toBeLessThan(180);
});
