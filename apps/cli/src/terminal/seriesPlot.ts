import type { Axis, LinePlot, ScatterPlot } from "@offprint/lab";
import type { PlotData } from "@offprint/lab/plots";
import { Canvas, seriesMark } from "./canvas.ts";
import { nameOf, type PlotOptions, spread } from "./plotParts.ts";
import { pad, textWidth } from "./table.ts";
import { formatNumber } from "./verdicts.ts";
import { wrap } from "./wrap.ts";

/** Points of one colour. */
interface Series {
  name: string;
  points: [number, number][];
  joined: boolean;
}

export function drawLines(plot: LinePlot, data: PlotData, options: PlotOptions): string[] {
  return drawSeries(plot, lineSeries(data, options), options);
}

export function drawScatter(plot: ScatterPlot, data: PlotData, options: PlotOptions): string[] {
  return drawSeries(plot, scatterSeries(plot, data, options), options);
}

function lineSeries(data: PlotData, options: PlotOptions): Series[] {
  return Object.entries(data).flatMap(([arm, frames]) =>
    frames.flatMap((frame) =>
      frame.kind === "line"
        ? [{ name: nameOf(data, options, arm, frame.series), points: frame.points, joined: true }]
        : [],
    ),
  );
}

function scatterSeries(plot: ScatterPlot, data: PlotData, options: PlotOptions): Series[] {
  return Object.entries(data).flatMap(([arm, frames]) => {
    const points = frames.flatMap((frame) => (frame.kind === "scatter" ? frame.points : []));
    return [...Map.groupBy(points, (point) => point.group)].map(([group, own]) => ({
      name: nameOf(data, options, arm, group),
      points: own.map(({ x, y }): [number, number] => [x, y]),
      joined: plot.joined ?? false,
    }));
  });
}

function drawSeries(plot: LinePlot | ScatterPlot, series: Series[], options: PlotOptions): string[] {
  const { width, height, style } = options;
  const guides = plot.guides ?? [];
  const guideXs = guides.flatMap((guide) => guide.x ?? []);
  const guideYs = guides.flatMap((guide) => guide.y ?? []);
  const points = series.flatMap((own) => own.points);
  const x = fitScale(plot.x, [...points.map((point) => point[0]), ...guideXs]);
  const y = fitScale(plot.y, [...points.map((point) => point[1]), ...guideYs]);
  if (!x || !y) return [];

  const labels = [y.high, y.middle, y.low].map((value) => formatNumber(value));
  const margin = Math.max(...labels.map(textWidth));
  const canvas = new Canvas(Math.max(10, width - margin - 2), height);
  series.forEach((own, index) => drawOne(canvas, own, index, x, y));

  const guideRows = new Set(guideYs.map((value) => Math.round((1 - y.place(value)) * (height - 1))));
  const rows = canvas.render(style, (row) => (guideRows.has(row) ? style.dim("┄") : " "));
  const labelled = new Map([
    [0, labels[0]!],
    [Math.floor((height - 1) / 2), labels[1]!],
    [height - 1, labels[2]!],
  ]);
  return [
    ...legend(series, options),
    ...rows.map(
      (row, i) => `${pad(labelled.get(i) ?? "", margin, "left")} ${style.dim("│")}${row.trimEnd()}`,
    ),
    `${" ".repeat(margin + 1)}${style.dim(`└${"─".repeat(canvas.columns)}`)}`,
    `${" ".repeat(margin + 2)}${spread(formatNumber(x.low), plot.x.label, formatNumber(x.high), canvas.columns)}`,
    style.dim(`${" ".repeat(margin + 2)}${plot.y.label}${scaleNote(plot)}`),
  ];
}

function scaleNote(plot: LinePlot | ScatterPlot): string {
  const logarithmic = (["x", "y"] as const).filter((axis) => plot[axis].scale === "log");
  return logarithmic.length > 0 ? ` (${logarithmic.join(" and ")} on a log scale)` : "";
}

function drawOne(canvas: Canvas, series: Series, index: number, x: Scale, y: Scale): void {
  let before: [number, number] | undefined;
  for (const [dataX, dataY] of series.points) {
    const place: [number, number] = [x.place(dataX), y.place(dataY)];
    const visible = place.every(Number.isFinite);
    if (visible && series.joined && before) canvas.stroke(before, place, index);
    else if (visible && series.joined) canvas.dot(...place, index);
    else if (visible) canvas.mark(...place, index);
    before = visible ? place : undefined;
  }
}

interface Scale {
  low: number;
  middle: number;
  high: number;
  /** From 0 to 1 between the ends; not finite for what the scale has no place for. */
  place(value: number): number;
}

/** A scale over all values; undefined where no value can be shown. */
function fitScale(axis: Axis, values: number[]): Scale | undefined {
  const logarithmic = axis.scale === "log";
  const [into, back] = logarithmic
    ? [Math.log10, (value: number) => 10 ** value]
    : [(value: number) => value, (value: number) => value];
  const places = [...values, ...(axis.include ?? [])].map(into).filter(Number.isFinite);
  if (places.length === 0) return undefined;
  let low = places.reduce((a, b) => Math.min(a, b));
  let high = places.reduce((a, b) => Math.max(a, b));
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  return {
    low: back(low),
    middle: back((low + high) / 2),
    high: back(high),
    place: (value) => (into(value) - low) / (high - low),
  };
}

function legend(series: { name: string }[], { style, width }: PlotOptions): string[] {
  if (series.length < 2) return [];
  // Spaces inside an entry don't break.
  const entries = series.map(
    ({ name }, i) => `${seriesMark(i, style)}\u00a0${name.replaceAll(" ", "\u00a0")}`,
  );
  return wrap(entries.join("\u00a0 "), width);
}
