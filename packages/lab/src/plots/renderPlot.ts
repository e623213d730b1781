import type {
  BarsFrame,
  BarsPlot,
  HeatmapFrame,
  HistogramFrame,
  HistogramPlot,
  ImagesFrame,
  LineFrame,
  LinePlot,
  Plot,
  PlotFrame,
  ScatterFrame,
  ScatterPlot,
} from "../frame.ts";
import { drawBars } from "./barsPlot.ts";
import type { Box } from "./cartesian.ts";
import { drawFacets } from "./facets.ts";
import { drawHeatmap } from "./heatmapPlot.ts";
import { drawHistograms } from "./histogramPlot.ts";
import { drawImages } from "./imagesPlot.ts";
import { drawLegend, type LegendEntry } from "./legend.ts";
import { drawLines, linesOf } from "./linePlot.ts";
import { colour, muted } from "./palette.ts";
import type { PlotData } from "./plotData.ts";
import { drawPoints, type NamedPoint, pointColour } from "./scatterPlot.ts";
import { element, escapeText, text } from "./svg.ts";

/** The arms of the experiment: names for legends, roles for emphasis. */
export type NamedArms = Record<string, { label: string; role: "method" | "baseline" }>;

export interface RenderOptions {
  /** In pixels; the picture scales to its container. */
  width: number;
  height: number;
  arms: NamedArms;
  /** For thumbnails: no legend, no axis titles. */
  compact?: boolean;
}

/**
 * Draws a plot as a self-contained SVG element: the same picture on the server, in the live lab and in a report.
 * Colours follow the page through the custom properties `--plot-1` … `--plot-10`, `--plot-muted` and `--plot-grid`.
 *
 * @returns SVG markup with a title; every text in it is escaped
 */
export function renderPlot(plot: Plot, data: PlotData, options: RenderOptions): string {
  const { width, height } = options;
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "font-family": "inherit",
    class: "plot",
  };
  const content = isEmpty(data) ? drawEmpty(options) : drawPlot(plot, data, options);
  return element("svg", attributes, `<title>${escapeText(plot.title)}</title>`, content);
}

function isEmpty(data: PlotData): boolean {
  return Object.values(data).every((frames) => frames.length === 0);
}

function drawEmpty({ width, height, compact = false }: RenderOptions): string {
  const centred = { "text-anchor": "middle", "font-size": 13, fill: muted };
  return compact ? "" : text(width / 2, height / 2, "Nothing yet: press Run", centred);
}

function drawPlot(plot: Plot, data: PlotData, options: RenderOptions): string {
  switch (plot.kind) {
    case "line":
      return drawLinePlot(plot, framesByArm<LineFrame>(data, "line", options), options);
    case "scatter":
      return drawScatterPlot(plot, framesByArm<ScatterFrame>(data, "scatter", options), options);
    case "histogram":
      return drawHistogramPlot(plot, framesByArm<HistogramFrame>(data, "histogram", options), options);
    case "bars":
      return drawBarsPlot(plot, framesByArm<BarsFrame>(data, "bars", options), options);
    case "heatmap": {
      const panels = panelsOf(
        framesByArm<HeatmapFrame>(data, "heatmap", options),
        options,
        (frame) => frame.rows,
      );
      return drawFacets(whole(options), panels, (box, rows) =>
        drawHeatmap(plot, rows, box, !!options.compact),
      );
    }
    case "images": {
      const panels = panelsOf(
        framesByArm<ImagesFrame>(data, "images", options),
        options,
        (frame) => frame.images,
      );
      return drawFacets(whole(options), panels, (box, images) => drawImages(images, box));
    }
    case "text":
      return drawTexts(data, options);
  }
}

/** The frames of one kind, arms in the experiment's order, whichever sent data first. */
function framesByArm<F extends PlotFrame>(
  data: PlotData,
  kind: F["kind"],
  { arms }: RenderOptions,
): [string, F[]][] {
  const order = Object.keys(arms);
  return Object.entries(data)
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([arm, frames]): [string, F[]] => [arm, frames.filter((frame): frame is F => frame.kind === kind)])
    .filter(([, frames]) => frames.length > 0);
}

const whole = ({ width, height }: RenderOptions): Box => ({ x: 0, y: 0, width, height });

/** Puts the legend above and gives what is left to the drawing. A single entry needs no legend. */
function underLegend(entries: LegendEntry[], options: RenderOptions, draw: (box: Box) => string): string {
  const shown = options.compact || entries.length < 2 ? [] : entries;
  const [legend, taken] = drawLegend(shown, 0, 0, options.width);
  return legend + draw({ x: 0, y: taken, width: options.width, height: options.height - taken });
}

function drawLinePlot(plot: LinePlot, frames: [string, LineFrame[]][], options: RenderOptions): string {
  const lines = linesOf(frames, options.arms);
  return underLegend(lines, options, (box) => drawLines(plot, lines, box, !!options.compact));
}

/** Points with groups are coloured by group, one panel per arm; points without are coloured by arm, in one panel. */
function drawScatterPlot(
  plot: ScatterPlot,
  frames: [string, ScatterFrame[]][],
  options: RenderOptions,
): string {
  const points = frames.map(([arm, own]) => ({ arm, points: own.flatMap((frame) => frame.points) }));
  const grouped = points.some(({ points: own }) => own.some((point) => point.group !== undefined));
  const armLabel = (arm: string) => options.arms[arm]?.label ?? arm;
  const panels = points.map(({ arm, points: own }) => ({
    label: armLabel(arm),
    content: own.map((point): NamedPoint => ({ ...point, name: point.group ?? armLabel(arm) })),
  }));
  const all = panels.flatMap((panel) => panel.content);
  const names = grouped
    ? [...new Set(all.map((point) => point.name))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    : Object.values(options.arms).map((arm) => arm.label);
  const entries = names.flatMap((name): LegendEntry[] => {
    const point = all.find((each) => each.name === name);
    return point ? [{ label: name, colour: pointColour(point, names), mark: point.mark ?? "dot" }] : [];
  });
  const draw = (box: Box, own: NamedPoint[]) => drawPoints(plot, own, all, names, box, !!options.compact);
  return underLegend(entries, options, (box) => (grouped ? drawFacets(box, panels, draw) : draw(box, all)));
}

function drawHistogramPlot(
  plot: HistogramPlot,
  frames: [string, HistogramFrame[]][],
  options: RenderOptions,
): string {
  const histograms = namedSeries(frames, options);
  const entries = histograms.map(({ entry }) => entry);
  return underLegend(entries, options, (box) => drawHistograms(plot, histograms, box, !!options.compact));
}

/** Where several arms have several series, the arms tell themselves apart by colour, their series by shade. */
function drawBarsPlot(plot: BarsPlot, frames: [string, BarsFrame[]][], options: RenderOptions): string {
  const series = [...new Set(frames.flatMap(([, own]) => own.map((frame) => frame.series)))];
  const shade = (frame: BarsFrame) =>
    1 - (0.65 * series.indexOf(frame.series)) / Math.max(1, series.length - 1);
  const sets = namedSeries(frames, options).map(({ frame, entry }) => ({
    frame,
    entry: { ...entry, opacity: frames.length > 1 ? shade(frame) : undefined },
  }));
  const entries = sets.map(({ entry }) => entry);
  return underLegend(entries, options, (box) => drawBars(plot, sets, box, !!options.compact));
}

/** The frames of all arms with their names in the legend: the arm's, the series', or both. */
function namedSeries<F extends HistogramFrame | BarsFrame>(
  frames: [string, F[]][],
  { arms }: RenderOptions,
): { frame: F; entry: LegendEntry }[] {
  const names = Object.keys(arms);
  const several = frames.length > 1;
  return frames.flatMap(([arm, own]) =>
    own.map((frame, i) => {
      const label = arms[arm]?.label ?? arm;
      const named =
        frame.series === undefined ? label : several ? `${label} · ${frame.series}` : frame.series;
      const index = several || own.length === 1 ? Math.max(0, names.indexOf(arm)) : i;
      return { frame, entry: { label: named, colour: colour(index), mark: "dot" } as LegendEntry };
    }),
  );
}

function panelsOf<F extends PlotFrame, T>(
  frames: [string, F[]][],
  { arms }: RenderOptions,
  take: (frame: F) => T,
): { label: string; content: T }[] {
  return frames.map(([arm, own]) => ({ label: arms[arm]?.label ?? arm, content: take(own[0]!) }));
}

function drawTexts(data: PlotData, { arms, width }: RenderOptions): string {
  const lines = Object.entries(data).flatMap(([arm, frames]) =>
    frames.flatMap((frame) =>
      frame.kind === "text" ? wrap(`${arms[arm]?.label ?? arm}: ${frame.text}`, width / 7) : [],
    ),
  );
  return lines
    .map((line, i) => text(0, 16 + i * 18, line, { "font-size": 13, fill: "currentColor" }))
    .join("");
}

function wrap(sentence: string, characters: number): string[] {
  const lines = [""];
  for (const word of sentence.split(" ")) {
    if (lines.at(-1)!.length + word.length + 1 > characters) lines.push(word);
    else lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trim();
  }
  return lines;
}
