import { describe, expect, test } from "vitest";
import { expectBadArgument, sum } from "../internal/testing.ts";
import { loadDigits } from "./loadDigits.ts";

describe("loadDigits", () => {
  test("has the known pixels and classes", async () => {
    const digits = await loadDigits({ scale: "raw" });
    expect(digits.shape).toEqual([1797, 8, 8]);
    expect(digits.data).toHaveLength(1797 * 64);
    expect(sum(digits.data)).toBe(561718);
    expect(sum(digits.data.map((pixel) => pixel ** 2))).toBe(6907012);
    const counts = Array.from({ length: 10 }, (_, k) => digits.labels.filter((label) => label === k).length);
    expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    expect([...digits.data.slice(0, 8)]).toEqual([0, 0, 5, 13, 9, 1, 0, 0]);
    expect(digits.classNames[digits.labels[0]!]).toBe("0");
    expect(digits.featureNames).toHaveLength(64);
  });

  test("scales pixels", async () => {
    const byDefault = await loadDigits();
    const symmetric = await loadDigits({ scale: "-1-1" });
    expect([...byDefault.data.slice(2, 5)]).toEqual([5 / 16, 13 / 16, 9 / 16]);
    expect([...symmetric.data.slice(0, 4)]).toEqual([-1, -1, -3 / 8, 5 / 8]);
    expect(sum(byDefault.data)).toBe(561718 / 16);
  });

  test("gives copies", async () => {
    const first = await loadDigits();
    first.data.fill(7);
    first.labels.fill(7);
    const second = await loadDigits();
    expect(second.data[0]).toBe(0);
    expect(second.labels[0]).toBe(0);
  });

  test("refuses another scale", async () => {
    // @ts-expect-error no such scale
    await expectBadArgument("scale", () => loadDigits({ scale: "0-255" }));
  });
});
