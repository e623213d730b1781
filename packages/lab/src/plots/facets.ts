import { type Box } from "./cartesian.ts";
import { ink } from "./palette.ts";
import { text } from "./svg.ts";

/** Draws one panel per arm, side by side or, where that gets too narrow, in several rows, each under its name. */
export function drawFacets<T>(
  outer: Box,
  panels: { label: string; content: T }[],
  draw: (box: Box, content: T) => string,
  minimumWidth = 150,
): string {
  const columns = Math.max(1, Math.min(panels.length, Math.floor(outer.width / minimumWidth)));
  const rows = Math.ceil(panels.length / columns);
  const gap = 16;
  const width = (outer.width - gap * (columns - 1)) / columns;
  const height = (outer.height - gap * (rows - 1)) / rows;
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
