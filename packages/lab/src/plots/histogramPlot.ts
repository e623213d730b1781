import type { HistogramFrame, HistogramPlot } from "../frame.ts";
import { type Box, cartesianFrame } from "./cartesian.ts";
import type { LegendEntry } from "./legend.ts";
import { element } from "./svg.ts";

/** Histograms over each other, each a translucent staircase. */
export function drawHistograms(
  plot: HistogramPlot,
  histograms: { frame: HistogramFrame; entry: LegendEntry }[],
  box: Box,
  compact: boolean,
): string {
  const values = {
    x: histograms.flatMap(({ frame }) => frame.edges),
    y: [0, ...histograms.flatMap(({ frame }) => frame.counts)],
  };
  const axes = { x: plot.x, y: { label: "count" } };
  const { x, y, markup } = cartesianFrame(box, axes, values, compact, { tightX: true });
  const drawn = histograms.map(({ frame, entry }) => {
    const steps = frame.counts.map((count, i) => `V${y(count)}H${x(frame.edges[i + 1]!)}`).join("");
    const d = `M${x(frame.edges[0]!)} ${y(0)}${steps}V${y(0)}Z`;
    return element("path", { d, fill: entry.colour, "fill-opacity": 0.3, stroke: entry.colour });
  });
  return markup + drawn.join("");
}
