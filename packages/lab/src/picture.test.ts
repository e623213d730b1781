import { describe, expect, test } from "vitest";
import type { PlotFrame } from "./frame.ts";
import { averageBlocks, condenseFrame, thin } from "./picture.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("condenseFrame", () => {
  test("thins a line to 200 points, both ends among them, and forgets the reset", () => {
    const points = numbers(1001).map((i): [number, number] => [i, i / 3]);
    const frame = condenseFrame({ kind: "line", plot: "loss", reset: true, points });
    expect(frame).not.toHaveProperty("reset");
    const kept = (frame as { points: [number, number][] }).points;
    expect(kept).toHaveLength(200);
    expect(kept[0]).toEqual([0, 0]);
    expect(kept.at(-1)).toEqual([1000, 333.33]);
  });

  test("thins the strands of a line to 25 points", () => {
    const strand = numbers(1000).map((i): [number, number] => [i, i / 3]);
    const frame = condenseFrame({ kind: "line", plot: "utility", points: [[0, 1 / 3]], strands: [strand] });
    const { strands } = frame as { strands: [number, number][][] };
    expect(strands[0]).toHaveLength(25);
    expect(strands[0]!.at(-1)).toEqual([999, 333]);
  });

  test("thins each colour group of its own and keeps what is singled out", () => {
    const points = numbers(600).map((i) => ({
      x: i,
      y: 0,
      group: i < 590 ? "many" : "few",
      ...(i === 301 && { ringed: true }),
    }));
    const frame = condenseFrame({ kind: "scatter", plot: "items", points }) as { points: typeof points };
    expect(frame.points.filter(({ group }) => group === "few")).toHaveLength(10);
    expect(frame.points.filter(({ group }) => group === "many").length).toBeLessThanOrEqual(201);
    expect(frame.points.some(({ x }) => x === 301)).toBe(true);
  });

  test("averages a heat map down to 64 × 64", () => {
    const rows = numbers(128).map((row) => numbers(256).map(() => row));
    const frame = condenseFrame({ kind: "heatmap", plot: "map", rows }) as { rows: number[][] };
    expect([frame.rows.length, frame.rows[0]!.length]).toEqual([64, 64]);
    expect(frame.rows[1]!.every((value) => value === 2.5)).toBe(true);
  });

  test("keeps small things as they are, but for digits", () => {
    const frames: PlotFrame[] = [
      { kind: "histogram", plot: "h", edges: [0, 1, 2], counts: [3, 4] },
      { kind: "bars", plot: "b", bars: [{ category: "7", value: 0.5 }] },
      { kind: "text", plot: "t", text: "Ranks 3 of 8." },
      { kind: "heatmap", plot: "m", rows: [[1, 2]] },
      { kind: "images", plot: "i", images: [{ width: 1, height: 1, pixels: [0.5] }] },
    ];
    expect(frames.map(condenseFrame)).toEqual(frames);
  });
});

test("thin spaces evenly", () => {
  expect(thin(numbers(9), 3)).toEqual([0, 4, 8]);
  expect(thin([1, 2], 3)).toEqual([1, 2]);
});

test("averageBlocks uses every member once", () => {
  const sum = (block: number[]) => block.reduce((a, b) => a + b, 0);
  expect(sum(averageBlocks(numbers(10), 4, sum))).toBe(45);
});
