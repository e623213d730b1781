import type { LineFrame, LinePlot } from "../frame.ts";
import { type Box, cartesianFrame, drawGuides, type Frame, guideValues, linePath } from "./cartesian.ts";
import type { LegendEntry } from "./legend.ts";
import { colour, dashes } from "./palette.ts";
import type { NamedArms } from "./renderPlot.ts";
import { element } from "./svg.ts";

interface Line extends LegendEntry, Pick<LineFrame, "points" | "strands" | "shaded"> {
  width: number;
}

/** The lines of all arms: an arm's colour is its place among the experiment's arms, whichever arms are shown. */
export function linesOf(frames: [string, LineFrame[]][], arms: NamedArms): Line[] {
  const names = Object.keys(arms);
  const several = frames.length > 1;
  return frames.flatMap(([arm, own]) =>
    own.map((frame, i) => ({
      label: lineLabel(arms[arm]?.label ?? arm, frame.series, several),
      colour: colour(several || own.length === 1 ? Math.max(0, names.indexOf(arm)) : i),
      dash: several ? dashes[i % dashes.length] : undefined,
      mark: "line",
      points: frame.points,
      ...(frame.strands && { strands: frame.strands }),
      ...(frame.shaded && { shaded: frame.shaded }),
      width: arms[arm]?.role === "baseline" ? 1.75 : 2.5,
    })),
  );
}

function lineLabel(arm: string, series: string | undefined, several: boolean): string {
  if (series === undefined) return arm;
  return several ? `${arm} · ${series}` : series;
}

export function drawLines(plot: LinePlot, lines: Line[], box: Box, compact: boolean): string {
  const guides = plot.guides ?? [];
  const extra = guideValues(guides);
  const points = lines.flatMap(({ points: own, strands = [] }) => [own, ...strands].flat());
  const values = { x: [...points.map(([x]) => x), ...extra.x], y: [...points.map(([, y]) => y), ...extra.y] };
  const frame = cartesianFrame(box, plot, values, compact, { tightX: true });
  const drawn = lines.map(({ points: own, colour: stroke, dash, width }) => {
    if (own.length === 1) {
      const [[x, y]] = own as [[number, number]];
      return element("circle", { cx: frame.x(x), cy: frame.y(y), r: 3, fill: stroke });
    }
    return element("path", {
      d: linePath(thin(own, frame.box.width), frame.x, frame.y),
      fill: "none",
      stroke,
      "stroke-width": width,
      "stroke-dasharray": dash,
      "stroke-linejoin": "round",
      "stroke-linecap": "round",
    });
  });
  const behind = lines.map((line) => drawShade(line, frame) + drawStrands(line, frame));
  return frame.markup + drawGuides(guides, frame, compact) + behind.join("") + drawn.join("");
}

function drawShade({ shaded, colour: fill }: Line, { box, x }: Frame): string {
  if (!shaded) return "";
  const [left, right] = [x(shaded[0]), x(shaded[1])];
  const place = { x: left, y: box.y, width: Math.max(1, right - left), height: box.height };
  return element("rect", { ...place, fill, "fill-opacity": 0.1 });
}

function drawStrands({ strands = [], colour: stroke }: Line, { box, x, y }: Frame): string {
  const d = strands.map((strand) => linePath(thin(strand, box.width), x, y)).join("");
  const style = { fill: "none", stroke, "stroke-width": 0.75, "stroke-opacity": 0.4 };
  return d ? element("path", { d, ...style }) : "";
}

/** Keeps the lowest and the highest point of every pixel column, so that long series keep their spikes. */
function thin(points: [number, number][], pixels: number): [number, number][] {
  const perColumn = Math.ceil(points.length / Math.max(1, pixels));
  if (perColumn <= 2) return points;
  const kept: [number, number][] = [];
  for (let start = 0; start < points.length; start += perColumn) {
    const column = points.slice(start, start + perColumn);
    const byHeight = column.toSorted((a, b) => a[1] - b[1]);
    const [low, high] = [byHeight[0]!, byHeight.at(-1)!];
    kept.push(...(low[0] <= high[0] ? [low, high] : [high, low]));
  }
  return kept;
}
