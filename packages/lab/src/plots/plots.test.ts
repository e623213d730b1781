import { describe, expect, test } from "vitest";
import type { LinePlot, Plot, PlotFrame } from "../frame.ts";
import type { CheckResult } from "../verdict.ts";
import { applyFrame, emptyPlotData, renderInterval, renderPlot, type NamedArms } from "./index.ts";

const arms: NamedArms = {
  ours: { label: "Ours", role: "method" },
  theirs: { label: "Theirs", role: "baseline" },
};
const losses: LinePlot = {
  kind: "line",
  title: "Loss",
  notice: "It falls.",
  x: { label: "step" },
  y: { label: "loss" },
};
const size = { width: 400, height: 240, arms };

function dataOf(...frames: [string, PlotFrame][]) {
  const data = emptyPlotData();
  for (const [arm, frame] of frames) applyFrame(data, arm, frame);
  return data;
}
const linePoints = (points: [number, number][], series?: string): PlotFrame =>
  series ? { kind: "line", plot: "loss", points, series } : { kind: "line", plot: "loss", points };

describe("frames", () => {
  test("of one series add up, of different series and arms stay apart", () => {
    const data = dataOf(
      ["ours", linePoints([[0, 1]])],
      ["ours", linePoints([[1, 2]])],
      ["ours", linePoints([[0, 5]], "test")],
      ["theirs", linePoints([[0, 3]])],
    );
    expect(data).toEqual({
      ours: [
        linePoints([
          [0, 1],
          [1, 2],
        ]),
        linePoints([[0, 5]], "test"),
      ],
      theirs: [linePoints([[0, 3]])],
    });
  });

  test("with reset start the arm's plot anew", () => {
    const again: PlotFrame = { kind: "line", plot: "loss", points: [[9, 9]], reset: true };
    const data = dataOf(["ours", linePoints([[0, 1]])], ["theirs", linePoints([[0, 2]])], ["ours", again]);
    expect(data["ours"]).toEqual([again]);
    expect(data["theirs"]).toHaveLength(1);
  });

  test("are copied, so that a run may go on using its own", () => {
    const frame = linePoints([[0, 1]]);
    const data = dataOf(["ours", frame], ["ours", linePoints([[1, 1]])]);
    expect(frame).toEqual(linePoints([[0, 1]]));
    expect(data["ours"]).toHaveLength(1);
  });

  test("replace the strands and the shade of a line, where they bring any", () => {
    const [first, second]: PlotFrame[] = [
      { kind: "line", plot: "loss", points: [[0, 1]], strands: [[[0, 0]]], shaded: [0, 1] },
      { kind: "line", plot: "loss", points: [[1, 2]], strands: [[[1, 1]]] },
    ];
    const data = dataOf(["ours", first!], ["ours", second!], ["ours", linePoints([[2, 3]])]);
    expect(data["ours"]).toMatchObject([{ strands: [[[1, 1]]], shaded: [0, 1] }]);
    expect(first).toMatchObject({ strands: [[[0, 0]]] });
  });

  test("of a histogram and a text replace the one before", () => {
    const data = dataOf(
      ["ours", { kind: "histogram", plot: "h", edges: [0, 1], counts: [3] }],
      ["ours", { kind: "histogram", plot: "h", edges: [0, 1], counts: [4] }],
      ["ours", { kind: "text", plot: "t", text: "old" }],
      ["ours", { kind: "text", plot: "t", text: "new" }],
    );
    expect(data["ours"]).toMatchObject([{ counts: [4] }, { text: "new" }]);
  });
});

describe("pictures", () => {
  const everyKind: [Plot, PlotFrame][] = [
    [
      losses,
      linePoints([
        [0, 1],
        [1, 0.5],
        [2, NaN],
        [3, 0.2],
      ]),
    ],
    [
      {
        kind: "scatter",
        title: "Points",
        notice: "",
        x: { label: "x", scale: "log" },
        y: { label: "y" },
        joined: true,
      },
      {
        kind: "scatter",
        plot: "p",
        points: [
          { x: 1, y: 2, label: "one", ringed: true },
          { x: 0, y: 3 },
          { x: 2, y: 2, mark: "cross", faint: true },
          { x: 2, y: 3, arrow: [3, 4] },
        ],
      },
    ],
    [
      { kind: "heatmap", title: "Map", notice: "", x: "column", y: "row", value: "weight" },
      {
        kind: "heatmap",
        plot: "p",
        rows: [
          [0, 1],
          [-1, NaN],
        ],
      },
    ],
    [
      { kind: "images", title: "Digits", notice: "" },
      { kind: "images", plot: "p", images: [{ width: 2, height: 1, pixels: [0, 1], label: "a" }] },
    ],
    [
      { kind: "histogram", title: "Counts", notice: "", x: { label: "margin" } },
      { kind: "histogram", plot: "p", edges: [0, 1, 2], counts: [3, 4] },
    ],
    [
      { kind: "bars", title: "Classes", notice: "", x: "digit", y: { label: "accuracy" } },
      {
        kind: "bars",
        plot: "p",
        bars: [
          { category: "0", value: 0.9 },
          { category: "1", value: NaN },
          { category: "2", value: -0.2 },
        ],
      },
    ],
    [
      { kind: "text", title: "Words", notice: "" },
      { kind: "text", plot: "p", text: "It diverged." },
    ],
  ];

  for (const [plot, frame] of everyKind) {
    for (const compact of [false, true]) {
      test(`of a ${plot.kind}${compact ? ", compact," : ""} are whole numbers of elements and numbers`, () => {
        const svg = renderPlot(plot, dataOf(["ours", frame], ["theirs", frame]), { ...size, compact });
        expect(svg).toMatch(/^<svg .*<\/svg>$/s);
        expect(svg).toContain(`<title>${plot.title}</title>`);
        expect(svg).not.toMatch(/NaN|undefined|Infinity/);
        expect(svg.match(/<[a-z]+ /g)?.length).toBeGreaterThan(1);
        expect(svg.match(/<[a-z]+[ >]/g)?.length).toBe(svg.match(/<\/[a-z]+>/g)?.length);
      });
    }
  }

  test("of bars have one for each category, arm and series, and tell series apart by shade", () => {
    const plot: Plot = { kind: "bars", title: "Classes", notice: "", x: "digit", y: { label: "accuracy" } };
    const bars = (series: string): PlotFrame => ({
      kind: "bars",
      plot: "p",
      series,
      bars: ["one", "two"].map((category) => ({ category, value: 0.5 })),
    });
    const both = renderPlot(
      plot,
      dataOf(["ours", bars("clean")], ["ours", bars("attacked")], ["theirs", bars("clean")]),
      size,
    );
    expect(both.match(/<rect /g)).toHaveLength(6);
    expect(both).toContain("Ours · attacked");
    expect(both).toContain(">two</text>");
    const [clean, attacked] = [...both.matchAll(/fill-opacity="([\d.]+)"/g)].map(([, shade]) =>
      Number(shade),
    );
    expect(attacked).toBeLessThan(clean!);
  });

  test("of lines show what they sum up thinly, and shade a range", () => {
    const strands: [number, number][][] = [[[0, 5], [1, 40]], [[0, 7], [1, 6]]]; // prettier-ignore
    const frame: PlotFrame = { kind: "line", plot: "loss", points: [[0, 1], [1, 2]], strands, shaded: [0, 0.5] }; // prettier-ignore
    const svg = renderPlot(losses, dataOf(["ours", frame]), size);
    expect(svg.match(/stroke-width="0.75"/g)).toHaveLength(1);
    expect(svg.match(/ d="([^"]*)"/)![1]!.match(/M/g)).toHaveLength(2);
    expect(svg).toContain(">40</text>");
    const shade = svg.match(/<rect [^>]*width="([\d.]+)"[^>]*fill-opacity="0.1"/)!;
    expect(Number(shade[1])).toBeGreaterThan(100);
    expect(Number(shade[1])).toBeLessThan(200);
  });

  test("of histograms draw the levels of several runs once, and name their heights", () => {
    const plot: Plot = {
      kind: "histogram",
      title: "Pairs",
      notice: "",
      x: { label: "cosine" },
      y: { label: "share" },
    };
    const frame = (level: number): PlotFrame => ({
      kind: "histogram",
      plot: "p",
      edges: [0, 1],
      counts: [3],
      guides: [{ label: "margin", x: level }],
    });
    const count = (...levels: number[]) => {
      const frames = levels.map((level, i) => [Object.keys(arms)[i]!, frame(level)] as [string, PlotFrame]);
      return renderPlot(plot, dataOf(...frames), size).match(/>margin<\/text>/g)!.length;
    };
    expect(count(0.5, 0.5)).toBe(1);
    expect(count(0.5, 0.6)).toBe(2);
    expect(renderPlot(plot, dataOf(["ours", frame(2)]), size)).toContain("↑ share");
  });

  test("say so when there is nothing yet", () => {
    expect(renderPlot(losses, emptyPlotData(), size)).toContain("press Run");
  });

  test("escape what others wrote", () => {
    const hostile = `</svg><script>alert("x")</script>`;
    const svg = renderPlot(
      { ...losses, title: hostile, y: { label: hostile }, guides: [{ label: hostile, y: 1 }] },
      dataOf(
        [
          "ours",
          linePoints(
            [
              [0, 1],
              [1, 2],
            ],
            hostile,
          ),
        ],
        [
          "ours",
          linePoints([
            [0, 1],
            [1, 2],
          ]),
        ],
      ),
      size,
    );
    expect(svg).not.toContain("<script");
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
  });

  test("give an arm the same colour whether or not others are shown", () => {
    const alone = renderPlot(
      losses,
      dataOf([
        "theirs",
        linePoints([
          [0, 1],
          [1, 2],
        ]),
      ]),
      size,
    );
    expect(alone).toContain("var(--plot-2");
    expect(alone).not.toContain("var(--plot-1,");
  });

  test("keep the spikes of long series", () => {
    const points = Array.from({ length: 20_000 }, (_, i): [number, number] => [i, i === 12_345 ? 100 : 0]);
    const svg = renderPlot(
      { ...losses, y: { label: "loss", include: [100] } },
      dataOf(["ours", linePoints(points)]),
      size,
    );
    expect(svg.length).toBeLessThan(40_000);
    const heights = [...svg.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map((match) => Number(match[1]));
    expect(Math.min(...heights)).toBeLessThan(30);
  });
});

describe("an interval picture", () => {
  const check: CheckResult = {
    kind: "paired",
    label: "accuracy",
    accept: { above: 0 },
    perSeed: [0.1, null, 0.3],
    estimate: 0.2,
    interval: [0.05, 0.35],
    verdict: "reproduced",
  };

  test("describes itself in words", () => {
    const svg = renderInterval(check, { width: 240 });
    expect(svg).toContain("accuracy: 0.2, 95 % interval 0.05 to 0.35; accepted above 0");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("works without an estimate", () => {
    const svg = renderInterval({ ...check, perSeed: [null], estimate: null, interval: null }, { width: 240 });
    expect(svg).toContain("no value");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});
