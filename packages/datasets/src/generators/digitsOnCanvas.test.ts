import { describe, expect, test } from "vitest";
import { expectBadArgument, sum } from "../internal/testing.ts";
import { loadDigits } from "../loaders/loadDigits.ts";
import { digitsOnCanvas } from "./digitsOnCanvas.ts";

describe("digitsOnCanvas", () => {
  test("gives the known canvases", async () => {
    const { data, shape, placements } = await digitsOnCanvas(7, { n: 10, clutter: 2 });
    expect(shape).toEqual([10, 16, 16]);
    expect(sum(data)).toBe(265.625);
    expect(placements.slice(0, 3)).toEqual([
      [{ index: 21, label: 1, y: 0, x: 8 }],
      [{ index: 931, label: 6, y: 1, x: 3 }],
      [{ index: 984, label: 6, y: 6, x: 0 }],
    ]);
  });

  test("a canvas of the digit's size is the digit", async () => {
    const digits = await loadDigits();
    const { data, placements } = await digitsOnCanvas(3, { n: 1, size: 8 });
    const { index, label } = placements[0]![0]!;
    expect(Float32Array.from(data)).toEqual(digits.data.slice(index * 64, index * 64 + 64));
    expect(label).toBe(digits.labels[index]);
  });

  test("places as many digits as asked", async () => {
    const { placements } = await digitsOnCanvas(0, { n: 2, size: 24, digits: 3 });
    expect(placements.map((placed) => placed.length)).toEqual([3, 3]);
    expect((await digitsOnCanvas(0, { n: 1, digits: 0 })).data.every((pixel) => pixel === 0)).toBe(true);
  });

  test("refuses options out of range", async () => {
    await expectBadArgument("n", () => digitsOnCanvas(0, { n: 0 }));
    await expectBadArgument("size", () => digitsOnCanvas(0, { n: 1, size: 7 }));
    await expectBadArgument("digits", () => digitsOnCanvas(0, { n: 1, digits: -1 }));
    await expectBadArgument("clutter", () => digitsOnCanvas(0, { n: 1, clutter: 0.5 }));
  });
});
