import { type Box } from "./cartesian.ts";
import { ink } from "./palette.ts";
import { text } from "./svg.ts";

/** Draws one panel per arm, each under its name, in the arrangement that keeps panels closest to square. */
export function drawFacets<T>(
  outer: Box,
  panels: { label: string; content: T }[],
  draw: (box: Box, content: T) => string,
): string {
  const columns = squarestColumns(outer, panels.length);
  const { width, height } = panelSize(outer, panels.length, columns);
  const header = panels.length > 1 ? 18 : 0;
  return panels
    .map(({ label, content }, i) => {
      const x = outer.x + (i % columns) * (width + gap);
      const y = outer.y + Math.floor(i / columns) * (height + gap);
      const name = header ? text(x, y + 12, label, { "font-size": 12, "font-weight": 600, fill: ink }) : "";
      return name + draw({ x, y: y + header, width, height: height - header }, content);
    })
    .join("");
}

const gap = 16;

function panelSize(outer: Box, count: number, columns: number): { width: number; height: number } {
  const rows = Math.ceil(count / columns);
  return {
    width: (outer.width - gap * (columns - 1)) / columns,
    height: (outer.height - gap * (rows - 1)) / rows,
  };
}

function squarestColumns(outer: Box, count: number): number {
  const elongation = (columns: number) => {
    const { width, height } = panelSize(outer, count, columns);
    return Math.abs(Math.log(width / height));
  };
  const choices = Array.from({ length: Math.max(1, count) }, (_, i) => i + 1);
  return choices.reduce((best, columns) => (elongation(columns) < elongation(best) ? columns : best));
}
