import type { HeatmapPlot } from "../frame.ts";
import type { Box } from "./cartesian.ts";
import { colour, grid, ink, muted } from "./palette.ts";
import { inkCells } from "./pixels.ts";
import { element, text } from "./svg.ts";

/** Negative cells in the second colour, positive ones in the first, both against the largest magnitude. */
export function drawHeatmap(plot: HeatmapPlot, rows: number[][], box: Box, compact: boolean): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const values = rows.flat().filter(Number.isFinite);
  if (columns === 0 || values.length === 0) return "";
  const largest = Math.max(...values.map(Math.abs)) || 1;
  const [top, left, bottom] = compact ? [4, 4, 4] : [20, 4, 36];
  const area = {
    x: box.x + left,
    y: box.y + top,
    width: box.width - left - 4,
    height: box.height - top - bottom,
  };
  const cells = {
    x: area.x,
    y: area.y,
    cellWidth: area.width / columns,
    cellHeight: area.height / rows.length,
  };
  const at = (row: number, column: number) => (rows[row]?.[column] ?? 0) / largest;
  const positive = inkCells(rows.length, columns, at, cells, colour(0));
  const negative = inkCells(rows.length, columns, (r, c) => -at(r, c), cells, colour(1));
  const border = element("rect", { ...area, fill: "none", stroke: grid });
  if (compact) return positive + negative + border;
  const right = area.x + area.width;
  const under = area.y + area.height;
  const size = { "font-size": 12, fill: ink };
  return [
    positive,
    negative,
    border,
    text(box.x, box.y + 12, `↓ ${plot.y}`, size),
    text(right, under + 16, `${plot.x} →`, { ...size, "text-anchor": "end" }),
    text(area.x, under + 30, `${plot.value}, full ink = ${Number(largest.toPrecision(3))}`, {
      "font-size": 11,
      fill: muted,
    }),
  ].join("");
}
