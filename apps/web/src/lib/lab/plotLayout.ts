import type { Plot } from "@offprint/lab";
import type { PlotData } from "@offprint/lab/plots";

/** Widths in pixels below which the renderer puts panels, or entries of a legend, into another row. */
const panelWidth = { scatter: 220, other: 150 };
const legendEntry = 170;
const legendRow = 18;

/** How many panels a plot has: one for each arm where the arms cannot share a pair of axes. */
export function panelsOf(plot: Plot, data: PlotData): number {
  const arms = Object.values(data).filter((frames) => frames.length > 0);
  const grouped = arms.some((frames) =>
    frames.some(
      (frame) => frame.kind === "scatter" && frame.points.some((point) => point.group !== undefined),
    ),
  );
  const split = plot.kind === "heatmap" || plot.kind === "images" || grouped;
  return split ? Math.max(1, arms.length) : 1;
}

/** A height that leaves every panel and a long legend enough room. */
export function plotHeight(plot: Plot, data: PlotData, width: number): number {
  const panels = panelsOf(plot, data);
  const narrowest = plot.kind === "scatter" ? panelWidth.scatter : panelWidth.other;
  const columns = Math.max(1, Math.min(panels, Math.floor(width / narrowest)));
  const rows = Math.ceil(panels / columns);
  const panel = between(230, (width / columns) * (panels > 1 ? 0.85 : 0.62), 380);
  return Math.round(rows * panel + legendHeight(data, width));
}

function legendHeight(data: PlotData, width: number): number {
  const entries = Object.values(data)
    .flat()
    .filter((frame) => ["line", "histogram", "bars"].includes(frame.kind)).length;
  const rows = Math.ceil(entries / Math.max(1, Math.floor(width / legendEntry)));
  return Math.max(0, rows - 1) * legendRow;
}

const between = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value));
