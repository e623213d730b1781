import { line, type Plot, type ScatterFrame } from "@offprint/lab";
import { expect, test } from "vitest";
import { panelsOf, plotHeight } from "./plotLayout.ts";

const axes = { title: "", notice: "", x: { label: "" }, y: { label: "" } };
const lines: Plot = { kind: "line", ...axes };
const scatter: Plot = { kind: "scatter", ...axes };
const dots = (group?: string): ScatterFrame => ({
  kind: "scatter",
  plot: "p",
  points: [{ x: 0, y: 0, ...(group && { group }) }],
});

test("arms share a pair of axes unless their points are grouped", () => {
  expect(panelsOf(lines, { a: [line("p", [])], b: [line("p", [])] })).toBe(1);
  expect(panelsOf(scatter, { a: [dots()], b: [dots()] })).toBe(1);
  expect(panelsOf(scatter, { a: [dots("x")], b: [dots("x")], c: [] })).toBe(2);
  expect(panelsOf(scatter, {})).toBe(1);
});

test("panels under each other make the plot higher, panels side by side do not", () => {
  const data = { a: [dots("x")], b: [dots("x")], c: [dots("x")] };
  expect(plotHeight(scatter, data, 340)).toBeGreaterThan(3 * 200);
  expect(plotHeight(scatter, data, 760)).toBeLessThan(300);
});

test("a long legend adds to the height", () => {
  const series = ["1", "2", "3", "4", "5", "6"].map((name) => line("p", [], name));
  expect(plotHeight(lines, { a: series }, 360)).toBeGreaterThan(plotHeight(lines, {}, 360));
});
