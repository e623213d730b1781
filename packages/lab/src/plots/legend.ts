import { ink } from "./palette.ts";
import { element, text, textWidth } from "./svg.ts";

export interface LegendEntry {
  label: string;
  colour: string;
  dash?: string | undefined;
  /** Of a dot; default 1. */
  opacity?: number | undefined;
  mark: "line" | "dot" | "cross";
}

const rowHeight = 18;
const size = 12;

/** Lays entries out in rows. Returns the markup and the height it takes. */
export function drawLegend(entries: LegendEntry[], x: number, y: number, width: number): [string, number] {
  let [column, row] = [0, 0];
  const markup = entries.map((entry) => {
    const taken = 22 + textWidth(entry.label, size) + 14;
    if (column > 0 && column + taken > width) [column, row] = [0, row + 1];
    const [left, middle] = [x + column, y + row * rowHeight + 9];
    column += taken;
    return (
      swatch(entry, left, middle) + text(left + 20, middle + 4, entry.label, { "font-size": size, fill: ink })
    );
  });
  return [markup.join(""), entries.length > 0 ? (row + 1) * rowHeight + 4 : 0];
}

function swatch({ colour, dash, opacity, mark }: LegendEntry, x: number, y: number): string {
  if (mark === "dot")
    return element("circle", { cx: x + 8, cy: y, r: 4, fill: colour, "fill-opacity": opacity });
  if (mark === "cross") {
    const d = `M${x + 4.5} ${y - 3.5}l7 7m-7 0l7 -7`;
    return element("path", { d, stroke: colour, "stroke-width": 1.5 });
  }
  const stroke = { stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dash };
  return element("line", { x1: x, x2: x + 15, y1: y, y2: y, ...stroke });
}
