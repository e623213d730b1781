import type { BarsFrame, BarsPlot } from "../frame.ts";
import { type Box, cartesianFrame } from "./cartesian.ts";
import type { LegendEntry } from "./legend.ts";
import { element } from "./svg.ts";

/** Share of a category's width that its bars take. */
const filled = 0.8;

/** Bars side by side over each category, in the order in which the categories first come. */
export function drawBars(
  plot: BarsPlot,
  sets: { frame: BarsFrame; entry: LegendEntry }[],
  box: Box,
  compact: boolean,
): string {
  const all = sets.flatMap(({ frame }) => frame.bars);
  const categories = [...new Set(all.map((bar) => bar.category))];
  const axes = { x: { label: plot.x }, y: plot.y };
  const values = { x: [], y: [0, ...all.map((bar) => bar.value)] };
  const { x, y, markup } = cartesianFrame(box, axes, values, compact, { categories });
  const width = (x(1) - x(0)) * (filled / sets.length);
  const base = y(Math.max(0, y.domain[0]));
  const drawn = sets.flatMap(({ frame, entry }, at) =>
    frame.bars
      .filter(({ value }) => Number.isFinite(value))
      .map(({ category, value }) => {
        const left = x(categories.indexOf(category)) + (at - sets.length / 2) * width;
        const [top, bottom] = [Math.min(y(value), base), Math.max(y(value), base)];
        const shape = { x: left, y: top, width: width * 0.92, height: bottom - top };
        return element("rect", { ...shape, fill: entry.colour, "fill-opacity": entry.opacity });
      }),
  );
  return markup + drawn.join("");
}
