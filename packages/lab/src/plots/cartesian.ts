import { extent } from "d3-array";
import { format } from "d3-format";
import { scaleLinear, scaleLog } from "d3-scale";
import type { Axis, Guide } from "../frame.ts";
import { grid, ink, muted } from "./palette.ts";
import { element, text, textWidth } from "./svg.ts";

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A data axis laid over pixels. */
export interface AxisScale {
  (value: number): number;
  ticks: { value: number; label: string }[];
  domain: [number, number];
}

const siNumber = format("~s");
const plainNumber = format("~g");

function tickLabel(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 10_000 || size < 0.001) return size < 1e-3 ? format("~e")(value) : siNumber(value);
  return plainNumber(Number(value.toPrecision(6)));
}

/**
 * Fits an axis around data.
 * @param pixels start and end in pixels
 * @param count about how many ticks
 * @param tight ends exactly at the data instead of at the next round number
 */
export function fitAxis(
  axis: Axis,
  values: number[],
  pixels: [number, number],
  count: number,
  tight = false,
): AxisScale {
  const log = axis.scale === "log";
  const usable = [...values, ...(axis.include ?? [])].filter((v) => Number.isFinite(v) && (!log || v > 0));
  const [low = log ? 0.1 : 0, high = 1] = extent(usable) as [number?, number?];
  const domain: [number, number] = low === high ? widen(low, log) : [low, high];
  const fitted = log ? scaleLog(domain, pixels) : scaleLinear(domain, pixels);
  const scale = tight ? fitted : fitted.nice(count);
  const ticks = log ? logTicks(scale.domain() as [number, number], count) : scale.ticks(count);
  return Object.assign((value: number) => scale(value), {
    ticks: ticks.map((value) => ({ value, label: tickLabel(value) })),
    domain: scale.domain() as [number, number],
  });
}

function widen(value: number, log: boolean): [number, number] {
  if (log) return [value / 2, value * 2];
  const by = Math.abs(value) / 2 || 1;
  return [value - by, value + by];
}

/** Powers of ten, thinned; over less than two decades 1, 2 and 5 as well. */
function logTicks([low, high]: [number, number], count: number): number[] {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const decades = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  const every = Math.max(1, Math.ceil(decades.length / (count + 1)));
  const ticks =
    last - first < 2 ? decades.flatMap((d) => [d, 2 * d, 5 * d]) : decades.filter((_, i) => i % every === 0);
  return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
}

export interface Frame {
  box: Box;
  x: AxisScale;
  y: AxisScale;
  /** Grid, ticks and axis labels. */
  markup: string;
}

const tickSize = 11;

/** An axis of names at 0, 1, 2, …; names that would touch are left out. */
function categoryAxis(names: string[], pixels: [number, number]): AxisScale {
  const domain: [number, number] = [-0.5, names.length - 0.5];
  const scale = scaleLinear(domain, pixels);
  const widest = Math.max(...names.map((name) => textWidth(name, tickSize))) + 6;
  const every = Math.max(1, Math.ceil((widest * names.length) / (pixels[1] - pixels[0])));
  const ticks = names.map((label, value) => ({ value, label })).filter(({ value }) => value % every === 0);
  return Object.assign((value: number) => scale(value), { ticks, domain });
}

/**
 * Lays out axes inside an outer box: room for tick labels is made as needed.
 * @param options.tightX the x axis ends at the data, as befits a line over time
 * @param options.categories names in place of numbers along the x axis
 */
export function cartesianFrame(
  outer: Box,
  axes: { x: Axis; y: Axis },
  values: { x: number[]; y: number[] },
  compact: boolean,
  { tightX = false, categories }: { tightX?: boolean; categories?: string[] } = {},
): Frame {
  const yTicks = compact ? 3 : Math.max(3, Math.round(outer.height / 55));
  const probe = fitAxis(axes.y, values.y, [1, 0], yTicks);
  const labelWidth = Math.max(...probe.ticks.map((tick) => textWidth(tick.label, tickSize)), 8);
  const top = compact ? 6 : 24;
  const bottom = compact ? 18 : 38;
  const left = labelWidth + 8;
  const box = {
    x: outer.x + left,
    y: outer.y + top,
    width: Math.max(10, outer.width - left - 10),
    height: Math.max(10, outer.height - top - bottom),
  };
  const across: [number, number] = [box.x, box.x + box.width];
  const x = categories
    ? categoryAxis(categories, across)
    : fitAxis(axes.x, values.x, across, Math.max(2, Math.round(box.width / 80)), tightX);
  const y = fitAxis(axes.y, values.y, [box.y + box.height, box.y], yTicks);
  return { box, x, y, markup: drawAxes(outer, box, axes, x, y, compact) };
}

function drawAxes(
  outer: Box,
  box: Box,
  axes: { x: Axis; y: Axis },
  x: AxisScale,
  y: AxisScale,
  compact: boolean,
): string {
  const bottom = box.y + box.height;
  const label = { "font-size": tickSize, fill: muted };
  const rows = y.ticks.map(({ value, label: written }) => {
    const at = y(value);
    const mark = element("line", { x1: box.x, x2: box.x + box.width, y1: at, y2: at, stroke: grid });
    return mark + text(box.x - 6, at + 4, written, { ...label, "text-anchor": "end" });
  });
  const columns = x.ticks.map(({ value, label: written }) => {
    const at = x(value);
    const mark = element("line", { x1: at, x2: at, y1: bottom, y2: bottom + 4, stroke: muted });
    return mark + text(at, bottom + 15, written, { ...label, "text-anchor": "middle" });
  });
  const base = element("line", { x1: box.x, x2: box.x + box.width, y1: bottom, y2: bottom, stroke: muted });
  if (compact) return rows.join("") + columns.join("") + base;
  const title = { "font-size": 12, fill: ink };
  const yTitle = text(outer.x, outer.y + 12, `↑ ${axes.y.label}`, title);
  const xTitle = text(box.x + box.width, bottom + 32, `${axes.x.label} →`, {
    ...title,
    "text-anchor": "end",
  });
  return rows.join("") + columns.join("") + base + yTitle + xTitle;
}

/** Values that the guides of a plot bring along, so that the axes reach them. */
export function guideValues(guides: Guide[]): { x: number[]; y: number[] } {
  return {
    x: guides.flatMap((guide) => [guide.x ?? [], guide.points?.map(([x]) => x) ?? []].flat()),
    y: guides.flatMap((guide) => [guide.y ?? [], guide.points?.map(([, y]) => y) ?? []].flat()),
  };
}

/** Draws guides behind the data. */
export function drawGuides(guides: Guide[], { box, x, y }: Frame, compact: boolean): string {
  const stroke = { stroke: muted, "stroke-dasharray": "3 3", fill: "none" };
  const right = box.x + box.width;
  const taken: number[] = [];
  return guides
    .map((guide) => {
      const name = (atX: number, atY: number, anchor: string) => {
        if (compact) return "";
        const free = anchor === "end" ? freeLine(atY, taken) : atY;
        return text(atX, free, guide.label, { "font-size": 11, fill: muted, "text-anchor": anchor });
      };
      if (guide.points) {
        const drawn = guide.points.filter(([px, py]) => Number.isFinite(x(px)) && Number.isFinite(y(py)));
        const last = drawn.at(-1);
        const path = element("path", { d: linePath(drawn, x, y), ...stroke });
        return last ? path + name(x(last[0]) - 4, y(last[1]) - 5, "end") : path;
      }
      if (guide.y !== undefined) {
        const at = y(guide.y);
        return (
          element("line", { x1: box.x, x2: right, y1: at, y2: at, ...stroke }) + name(right, at - 5, "end")
        );
      }
      const at = x(guide.x!);
      const line = element("line", { x1: at, x2: at, y1: box.y, y2: box.y + box.height, ...stroke });
      return line + name(at + 4, box.y + 10, "start");
    })
    .join("");
}

/** The height nearest above `y` where no label stands yet; notes it as taken. */
function freeLine(y: number, taken: number[]): number {
  let free = y;
  while (taken.some((other) => Math.abs(other - free) < 12)) free -= 12;
  taken.push(free);
  return free;
}

/** SVG path through points; a point that is not finite breaks it. */
export function linePath(points: [number, number][], x: AxisScale, y: AxisScale): string {
  let pen = "M";
  return points
    .map(([px, py]) => {
      const [atX, atY] = [x(px), y(py)];
      if (!Number.isFinite(atX) || !Number.isFinite(atY)) {
        pen = "M";
        return "";
      }
      const step = `${pen}${Math.round(atX * 100) / 100} ${Math.round(atY * 100) / 100}`;
      pen = "L";
      return step;
    })
    .join("");
}
