import type { Guide, HistogramFrame, HistogramPlot } from "../frame.ts";
import { type Box, cartesianFrame, drawGuides, guideValues } from "./cartesian.ts";
import type { LegendEntry } from "./legend.ts";
import { element } from "./svg.ts";

/** Histograms over each other, each a translucent staircase. */
export function drawHistograms(
  plot: HistogramPlot,
  histograms: { frame: HistogramFrame; entry: LegendEntry }[],
  box: Box,
  compact: boolean,
): string {
  const guides = distinct(histograms.flatMap(({ frame }) => frame.guides ?? []));
  const values = {
    x: [...histograms.flatMap(({ frame }) => frame.edges), ...guideValues(guides).x],
    y: [0, ...histograms.flatMap(({ frame }) => frame.counts)],
  };
  const axes = { x: plot.x, y: plot.y ?? { label: "count" } };
  const drawing = cartesianFrame(box, axes, values, compact, { tightX: true });
  const { x, y, markup } = drawing;
  const drawn = histograms.map(({ frame, entry }) => {
    const steps = frame.counts.map((count, i) => `V${y(count)}H${x(frame.edges[i + 1]!)}`).join("");
    const d = `M${x(frame.edges[0]!)} ${y(0)}${steps}V${y(0)}Z`;
    return element("path", { d, fill: entry.colour, "fill-opacity": 0.3, stroke: entry.colour });
  });
  return markup + drawGuides(guides, drawing, compact) + drawn.join("");
}

/** Runs side by side have their common levels drawn once. */
function distinct(guides: Guide[]): Guide[] {
  return [...new Map(guides.map((guide) => [JSON.stringify(guide), guide])).values()];
}
