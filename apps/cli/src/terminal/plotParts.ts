import type { PlotFrame } from "@offprint/lab";
import type { NamedArms, PlotData } from "@offprint/lab/plots";
import { textWidth } from "./table.ts";
import type { Style } from "./terminal.ts";

export interface PlotOptions {
  arms: NamedArms;
  /** Columns on the screen. */
  width: number;
  /** Rows of the drawing itself. */
  height: number;
  style: Style;
}

/** The label of an arm and of a series within it; an arm that has all the plot to itself is left out. */
export function nameOf(
  data: PlotData,
  { arms }: PlotOptions,
  arm: string,
  series: string | undefined,
): string {
  const label = arms[arm]?.label ?? arm;
  if (series === undefined) return label;
  return Object.keys(data).length > 1 ? `${label} · ${series}` : series;
}

/** What each arm's frames are drawn as, under the arm's name where there are several. */
export function perArm(
  data: PlotData,
  { arms }: PlotOptions,
  draw: (frame: PlotFrame) => string[],
): string[] {
  return Object.entries(data).flatMap(([arm, frames]) => {
    const lines = frames.flatMap(draw);
    if (lines.length === 0 || Object.keys(data).length === 1) return lines;
    return [arms[arm]?.label ?? arm, ...lines];
  });
}

/** Three texts over a width: at its left, in the middle, at its right. */
export function spread(left: string, middle: string, right: string, width: number): string {
  const space = width - textWidth(left) - textWidth(middle) - textWidth(right);
  if (space < 2) return `${left} … ${right}`;
  const before = Math.floor(space / 2);
  return left + " ".repeat(before) + middle + " ".repeat(space - before) + right;
}
