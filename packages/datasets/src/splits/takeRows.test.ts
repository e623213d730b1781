import { describe, expect, test } from "vitest";
import { expectBadArgument } from "../internal/testing.ts";
import { loadDiabetes } from "../loaders/loadDiabetes.ts";
import { loadDigits } from "../loaders/loadDigits.ts";
import { takeRows } from "./takeRows.ts";

describe("takeRows", () => {
  test("takes images with their labels, in order and with repeats", async () => {
    const digits = await loadDigits();
    const rows = takeRows(digits, [1796, 3, 3]);
    expect(rows.shape).toEqual([3, 8, 8]);
    expect(rows.data).toBeInstanceOf(Float32Array);
    expect(rows.data.slice(0, 64)).toEqual(digits.data.slice(1796 * 64));
    expect(rows.data.slice(128)).toEqual(digits.data.slice(3 * 64, 4 * 64));
    expect([...rows.labels]).toEqual([digits.labels[1796], 3, 3]);
    const { x, y } = rows.toArrays();
    expect([x.shape, y.shape]).toEqual([[3, 8, 8], [3]]);
    x.dispose();
    y.dispose();
  });

  test("takes rows with their targets, as copies", async () => {
    const diabetes = await loadDiabetes();
    const rows = takeRows(diabetes, Int32Array.of(2));
    expect(rows.data).toEqual(diabetes.data.slice(20, 30));
    expect(rows.targets).toEqual(diabetes.targets.slice(2, 3));
    rows.data[0] = 99;
    expect(diabetes.data[20]).not.toBe(99);
  });

  test("refuses a position out of range", async () => {
    const digits = await loadDigits();
    await expectBadArgument("indices[1]", () => takeRows(digits, [0, 1797]));
    await expectBadArgument("indices[0]", () => takeRows(digits, [-1]));
    await expectBadArgument("indices[0]", () => takeRows(digits, [0.5]));
  });
});
