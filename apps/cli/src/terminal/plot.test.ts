import type { Plot, PlotFrame } from "@offprint/lab";
import { describe, expect, test } from "vitest";
import { colouredStyle, plainStyle } from "../../test/recordingTerminal.ts";
import { drawPlot } from "./plot.ts";
import { textWidth } from "./table.ts";

const arms = {
  own: { label: "Ours", role: "method" as const },
  other: { label: "Theirs", role: "baseline" as const },
};
const base = { title: "A title", notice: "" };
const linePlot: Plot = { ...base, kind: "line", x: { label: "step" }, y: { label: "loss" } };

function draw(plot: Plot, data: Record<string, PlotFrame[]>, style = plainStyle): string[] {
  return drawPlot(plot, data, { arms, width: 40, height: 6, style });
}

const line = (points: [number, number][], series?: string): PlotFrame =>
  series === undefined ? { kind: "line", plot: "p", points } : { kind: "line", plot: "p", points, series };

describe("a line plot", () => {
  test("goes from corner to corner, with a mark for each series", () => {
    const lines = draw(linePlot, {
      own: [
        line([
          [0, 0],
          [10, 5],
        ]),
      ],
      other: [
        line([
          [0, 5],
          [10, 0],
        ]),
      ],
    });
    expect(lines[0]).toBe("A title");
    expect(lines[1]).toContain("• Ours");
    expect(lines[2]).toMatch(/^ {2}5 │×.*•$/);
    expect(lines[7]).toMatch(/^ {2}0 │•.*×$/);
    expect(lines[9]).toMatch(/^ {5}0 +step +10$/);
    expect(lines.every((text) => textWidth(text) <= 40)).toBe(true);
  });

  test("is braille where there are colours", () => {
    const lines = draw(
      linePlot,
      {
        own: [
          line([
            [0, 0],
            [10, 5],
          ]),
        ],
      },
      colouredStyle,
    );
    expect(lines.join("")).toMatch(/[\u2801-\u28ff]/);
  });

  test("has no place on a log scale for zero, and a gap for what is not a number", () => {
    const plot: Plot = { ...linePlot, y: { label: "loss", scale: "log" } };
    const lines = draw(plot, {
      own: [
        line([
          [0, 0],
          [1, NaN],
          [2, 1],
          [4, 100],
        ]),
      ],
    });
    expect(lines[1]).toMatch(/^100 │/);
    expect(lines[6]).toMatch(/^ {2}1 │ +•+$/);
    expect(lines.at(-1)).toContain("y on a log scale");
  });

  test("with nothing to show says so", () => {
    expect(draw(linePlot, {})).toEqual(["A title", "(nothing)"]);
    expect(draw(linePlot, { own: [line([[0, NaN]])] })).toEqual(["A title", "(nothing)"]);
  });

  test("shows a level that guides the eye", () => {
    const plot: Plot = { ...linePlot, guides: [{ label: "chance", y: 2.5 }] };
    expect(
      draw(plot, {
        own: [
          line([
            [0, 0],
            [1, 5],
          ]),
        ],
      }).join("\n"),
    ).toContain("┄┄┄");
  });

  test("names the series of several arms by arm and series", () => {
    const lines = draw(linePlot, { own: [line([[0, 0]], "train")], other: [line([[0, 1]], "train")] });
    expect(lines[1]!).toBe("• Ours · train  × Theirs · train");
  });
});

test("a scatter plot marks points by group", () => {
  const plot: Plot = { ...base, kind: "scatter", x: { label: "x" }, y: { label: "y" } };
  const points = [
    { x: 0, y: 0, group: "a" },
    { x: 1, y: 1, group: "b" },
  ];
  const lines = draw(plot, { own: [{ kind: "scatter", plot: "p", points }] });
  expect(lines[2]).toMatch(/×$/);
  expect(lines[7]).toMatch(/│•/);
  expect(lines.join("").match(/[•×]/g)).toHaveLength(4);
});

test("a heat map is shaded from its least to its greatest value and fits", () => {
  const plot: Plot = { ...base, kind: "heatmap", x: "index", y: "step", value: "count" };
  const rows = Array.from({ length: 20 }, (_, i) => Array.from({ length: 100 }, () => i));
  const lines = draw(plot, { own: [{ kind: "heatmap", plot: "p", rows }] });
  expect(lines).toHaveLength(8);
  expect(lines[1]!.trim()).toBe("");
  expect(lines[6]).toBe(`  ${"█".repeat(38)}`);
  expect(lines[7]).toContain("count: 0");
});

test("a histogram is a row of bars over its range", () => {
  const plot: Plot = { ...base, kind: "histogram", x: { label: "similarity" } };
  const lines = draw(plot, { own: [{ kind: "histogram", plot: "p", edges: [-1, 0, 1], counts: [4, 8] }] });
  expect(lines[1]).toBe("Ours");
  expect(lines[2]).toMatch(/^ {2}▄+█+$/);
  expect(lines[3]).toMatch(/^ {2}-1 +similarity +1$/);
});

test("bars stand in rows, with their values", () => {
  const plot: Plot = { ...base, kind: "bars", x: "digit", y: { label: "accuracy" } };
  const bars = [
    { category: "seven", value: 0.5 },
    { category: "8", value: 1 },
    { category: "9", value: NaN },
  ];
  const lines = draw(plot, { own: [{ kind: "bars", plot: "p", bars }] });
  expect(lines[1]).toBe("Ours");
  expect(lines[2]).toMatch(/^ {2}seven █+ +0\.5$/);
  expect(lines[3]).toMatch(/^ {2}8 +█+ +1$/);
  expect(lines[4]).not.toContain("█");
  expect(lines[5]).toContain("digit ↓, accuracy →");
});

test("images and texts stand under their arms", () => {
  const image = { width: 2, height: 1, pixels: [0, 1], label: "seven" };
  const images = draw({ ...base, kind: "images" }, { own: [{ kind: "images", plot: "p", images: [image] }] });
  expect(images[1]).toMatch(/^ {2}██/);
  expect(images.at(-1)).toMatch(/^seven/);
  const frame = (text: string): PlotFrame => ({ kind: "text", plot: "p", text });
  expect(draw({ ...base, kind: "text" }, { own: [frame("Won.")], other: [frame("Lost.")] })).toEqual([
    "A title",
    "Ours",
    "Won.",
    "Theirs",
    "Lost.",
  ]);
});
