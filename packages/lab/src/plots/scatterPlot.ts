import type { ScatterPlot, ScatterPoint } from "../frame.ts";
import { thinGroups } from "../picture.ts";
import { type Box, cartesianFrame, drawGuides, guideValues, linePath } from "./cartesian.ts";
import { colour, ink, muted } from "./palette.ts";
import { element, text } from "./svg.ts";

/** A point with the name that colours it: its group, or its arm. */
export interface NamedPoint extends ScatterPoint {
  name: string;
}

/** Points of each group that a thumbnail shows: it is small, and stands on pages with many others. */
const thumbnailPoints = 24;

/**
 * Draws points.
 * @param names all colour names in order: a name's colour is its place
 * @param all every point of every panel, so that panels share their axes
 */
export function drawPoints(
  plot: ScatterPlot,
  points: NamedPoint[],
  all: NamedPoint[],
  names: string[],
  box: Box,
  compact: boolean,
): string {
  const guides = plot.guides ?? [];
  const extra = guideValues(guides);
  const tips = all.flatMap(({ arrow }) => (arrow ? [arrow] : []));
  const values = {
    x: [...all.map((p) => p.x), ...tips.map(([x]) => x), ...extra.x],
    y: [...all.map((p) => p.y), ...tips.map(([, y]) => y), ...extra.y],
  };
  const frame = cartesianFrame(box, plot, values, compact);
  const radius = points.length > 400 ? 2 : points.length > 80 ? 3 : 4.5;
  const joins = plot.joined
    ? names.map((name) => {
        const own = points.filter((p) => p.name === name).map((p): [number, number] => [p.x, p.y]);
        const stroke = colour(names.indexOf(name));
        return element("path", { d: linePath(own, frame.x, frame.y), fill: "none", stroke });
      })
    : [];
  const dots = (compact ? thinGroups(points, thumbnailPoints) : points).map((point) => {
    const [cx, cy] = [frame.x(point.x), frame.y(point.y)];
    if (!Number.isFinite(cx) || !Number.isFinite(cy)) return "";
    const shade = pointColour(point, names);
    const dot = drawMark(point, cx, cy, radius, shade);
    const arrow = point.arrow
      ? drawArrow([cx, cy], [frame.x(point.arrow[0]), frame.y(point.arrow[1])], shade)
      : "";
    const ring = point.ringed
      ? element("circle", { cx, cy, r: radius + 2.5, fill: "none", stroke: ink, "stroke-width": 1.5 })
      : "";
    const label =
      point.label && !compact
        ? text(cx + radius + 4, cy + 4, point.label, { "font-size": 11, fill: muted })
        : "";
    return arrow + dot + ring + label;
  });
  return frame.markup + drawGuides(guides, frame, compact) + joins.join("") + dots.join("");
}

/** A point has the colour of its name's place, unless it is there for orientation only. */
export function pointColour(point: NamedPoint, names: string[]): string {
  return point.faint ? muted : colour(Math.max(0, names.indexOf(point.name)));
}

function drawMark({ mark, faint }: NamedPoint, cx: number, cy: number, r: number, shade: string): string {
  if (mark !== "cross") {
    return element("circle", { cx, cy, r, fill: shade, "fill-opacity": faint ? 0.35 : 0.8 });
  }
  const d = `M${cx - r} ${cy - r}L${cx + r} ${cy + r}M${cx - r} ${cy + r}L${cx + r} ${cy - r}`;
  return element("path", { d, stroke: shade, "stroke-width": 1 });
}

/** A line with a head; only the line where it is shorter than a head. */
function drawArrow([x, y]: [number, number], [tipX, tipY]: [number, number], stroke: string): string {
  const [length, angle] = [Math.hypot(tipX - x, tipY - y), Math.atan2(tipY - y, tipX - x)];
  if (!Number.isFinite(length)) return "";
  const barb = (turn: number) =>
    `M${tipX - 5 * Math.cos(angle + turn)} ${tipY - 5 * Math.sin(angle + turn)}L${tipX} ${tipY}`;
  const head = length < 5 ? "" : barb(0.5) + barb(-0.5);
  const d = `M${x} ${y}L${tipX} ${tipY}${head}`;
  return element("path", { d, fill: "none", stroke, "stroke-width": 1.25, "stroke-opacity": 0.8 });
}
