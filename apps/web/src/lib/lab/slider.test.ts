import { range } from "@offprint/lab";
import { expect, test } from "vitest";
import { positionOf, sliderOf, valueAt } from "./slider.ts";

const control = { label: "", help: "", default: 1 };
const linear = range({ ...control, min: 0, max: 2, step: 0.1 });
const log = range({ ...control, min: 0.03, max: 2, step: 0.01, scale: "log" });
const logWhole = range({ ...control, min: 5, max: 10_000, step: 1, scale: "log" });

test("a linear slider has the control's own units", () => {
  expect(sliderOf(linear)).toEqual({ min: 0, max: 2, step: 0.1 });
  expect(valueAt(linear, positionOf(linear, 0.7))).toBe(0.7);
});

test("a log slider has a hundred positions from end to end", () => {
  expect(sliderOf(log)).toEqual({ min: 0, max: 100, step: 1 });
  expect(valueAt(log, 0)).toBe(0.03);
  expect(valueAt(log, 100)).toBe(2);
  expect(valueAt(log, 50)).toBeCloseTo(Math.sqrt(0.03 * 2), 3);
  expect(positionOf(log, 2)).toBe(100);
});

test("whole numbers stay whole", () => {
  for (let position = 0; position <= 100; position++) {
    const value = valueAt(logWhole, position);
    expect(Number.isInteger(value)).toBe(true);
    expect(value).toBeGreaterThanOrEqual(5);
    expect(value).toBeLessThanOrEqual(10_000);
  }
});
