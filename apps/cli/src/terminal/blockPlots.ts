import type { BarsPlot, GreyImage, HeatmapPlot, HistogramPlot } from "@offprint/lab";
import type { PlotData } from "@offprint/lab/plots";
import { nameOf, perArm, type PlotOptions, spread } from "./plotParts.ts";
import { pad, textWidth } from "./table.ts";
import { formatNumber } from "./verdicts.ts";

const eighths = [..." ▁▂▃▄▅▆▇█"];
const shades = [..." ░▒▓█"];

/** Each histogram as a row of bars. */
export function drawHistograms(plot: HistogramPlot, data: PlotData, options: PlotOptions): string[] {
  const own = Object.entries(data).flatMap(([arm, frames]) =>
    frames.flatMap((frame) =>
      frame.kind === "histogram" ? [{ name: nameOf(data, options, arm, frame.series), frame }] : [],
    ),
  );
  return own.flatMap(({ name, frame: { counts, edges } }) => {
    const shown = fold(counts, options.width - 2, (block) => block.reduce((sum, count) => sum + count, 0));
    const highest = Math.max(...shown, 1e-300);
    const repeat = Math.max(1, Math.floor(Math.min(60, options.width - 2) / shown.length));
    const bars = shown.map((count) => eighths[Math.round((count / highest) * 8)]!.repeat(repeat)).join("");
    const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 0].map((edge) => formatNumber(edge));
    return [name, `  ${bars}`, `  ${spread(low!, plot.x.label, high!, textWidth(bars))}`];
  });
}

/** Each category as a row: its name, a bar, its value. */
export function drawBars(plot: BarsPlot, data: PlotData, options: PlotOptions): string[] {
  const sets = Object.entries(data).flatMap(([arm, frames]) =>
    frames.flatMap((frame) =>
      frame.kind === "bars" ? [{ name: nameOf(data, options, arm, frame.series), bars: frame.bars }] : [],
    ),
  );
  const all = sets.flatMap(({ bars }) => bars);
  const label = Math.max(0, ...all.map((bar) => textWidth(bar.category)));
  const longest = Math.max(...all.map((bar) => Math.abs(bar.value)).filter(Number.isFinite), 1e-300);
  const room = Math.max(4, Math.min(30, options.width - label - 14));
  const drawn = sets.flatMap(({ name, bars }) => [
    name,
    ...bars.map(({ category, value }) => {
      const length = Number.isFinite(value) ? Math.round((Math.abs(value) / longest) * room) : 0;
      return `  ${pad(category, label)} ${pad("█".repeat(length), room)} ${formatNumber(value)}`;
    }),
  ]);
  return sets.length > 0 ? [...drawn, `  ${options.style.dim(`${plot.x} ↓, ${plot.y.label} →`)}`] : [];
}

export function drawHeatmaps(plot: HeatmapPlot, data: PlotData, options: PlotOptions): string[] {
  const { width, height, style } = options;
  return perArm(data, options, (frame) => {
    if (frame.kind !== "heatmap") return [];
    const values = frame.rows.flat().filter(Number.isFinite);
    if (values.length === 0) return [];
    const low = values.reduce((a, b) => Math.min(a, b));
    const high = values.reduce((a, b) => Math.max(a, b));
    const rows = fold(frame.rows, height, averageRows).map((row) => fold(row, width - 2, average));
    const shade = (value: number) => shades[Math.round(((value - low) / (high - low || 1)) * 4)] ?? " ";
    const key = `${plot.value}: ${formatNumber(low)} ${shades.join("")} ${formatNumber(high)}`;
    return [
      ...rows.map((row) => `  ${row.map(shade).join("")}`),
      `  ${style.dim(`${plot.x} →, ${plot.y} ↓; ${key}`)}`,
    ];
  });
}

const imageRows = 8;

/** The first images, side by side, as shades. */
export function drawImages(images: GreyImage[], width: number): string[] {
  const columns = imageRows * 2;
  const shown = images.slice(0, Math.max(1, Math.floor(width / (columns + 2))));
  const drawn = shown.map((image) => {
    const rows = Array.from({ length: image.height }, (_, row) =>
      image.pixels.slice(row * image.width, (row + 1) * image.width),
    );
    return fold(rows, imageRows, averageRows).map((row) => {
      const doubled = row.flatMap((value) => [value, value]);
      const shade = (value: number) => shades[Math.round(Math.min(1, Math.max(0, value)) * 4)]!;
      return pad(fold(doubled, columns, average).map(shade).join(""), columns);
    });
  });
  const labels = shown.map((image) => pad((image.label ?? "").slice(0, columns), columns));
  const lines = Array.from({ length: imageRows }, (_, i) =>
    drawn.map((image) => image[i] ?? " ".repeat(columns)).join("  "),
  );
  return labels.some((label) => label.trim() !== "") ? [...lines, labels.join("  ")] : lines;
}

/** Splits a list into at most `kept` blocks of neighbours and makes one of each. */
function fold<T>(list: T[], kept: number, combine: (block: T[]) => T): T[] {
  if (list.length <= kept) return list;
  const border = (i: number) => Math.round((i * list.length) / kept);
  return Array.from({ length: kept }, (_, i) => combine(list.slice(border(i), border(i + 1))));
}

const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const averageRows = (rows: number[][]) => rows[0]!.map((_, i) => average(rows.map((row) => row[i]!)));
