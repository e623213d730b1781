import type { PlotFrame, ScatterPoint } from "./frame.ts";

/** Points that a picture keeps of each line or colour group. */
const pointsKept = 200;
/** Points of each of the thin lines behind a line, of which there may be many. */
const strandPointsKept = 25;
/** Rows and columns that it keeps of a heat map. */
const sideKept = 64;
const imagesKept = 16;

/**
 * A frame that holds all of a series, made small enough to be kept: lines and groups thinned to 200 points, heat
 * maps averaged to 64 × 64, at most 16 images, numbers to five digits.
 */
export function condenseFrame({ reset: _, ...frame }: PlotFrame): PlotFrame {
  switch (frame.kind) {
    case "line":
      return {
        ...frame,
        points: thinLine(frame.points, pointsKept),
        ...(frame.strands && { strands: frame.strands.map((strand) => thinLine(strand, strandPointsKept)) }),
      };
    case "scatter":
      return {
        ...frame,
        points: thinGroups(frame.points, pointsKept).map(roundPoint),
      };
    case "heatmap":
      return { ...frame, rows: shrink(frame.rows).map((row) => row.map(round)) };
    case "images": {
      const images = frame.images.slice(0, imagesKept);
      return { ...frame, images: images.map((image) => ({ ...image, pixels: image.pixels.map(round) })) };
    }
    case "histogram":
      return { ...frame, edges: frame.edges.map(round), counts: frame.counts.map(round) };
    case "bars":
      return { ...frame, bars: frame.bars.map((bar) => ({ ...bar, value: round(bar.value) })) };
    case "text":
      return frame;
  }
}

const thinLine = (points: [number, number][], kept: number) =>
  thin(points, kept).map(([x, y]): [number, number] => [round(x), round(y)]);

const roundPoint = ({ x, y, arrow, ...rest }: ScatterPoint): ScatterPoint => ({
  x: round(x),
  y: round(y),
  ...rest,
  ...(arrow && { arrow: [round(arrow[0]), round(arrow[1])] }),
});

/** At most so many points of each group, evenly chosen, and all that were singled out by a ring or a label. */
export function thinGroups<P extends ScatterPoint>(points: P[], kept: number): P[] {
  const groups = Map.groupBy(points, (point) => point.group).values();
  const chosen = new Set([...groups].flatMap((group) => thin(group, kept)));
  return points.filter((point) => point.ringed || point.label || chosen.has(point));
}

/** Evenly spaced members of a list, its first and last among them. */
export function thin<T>(list: T[], kept: number): T[] {
  if (list.length <= kept) return list;
  return Array.from({ length: kept }, (_, i) => list[Math.round((i * (list.length - 1)) / (kept - 1))]!);
}

function shrink(rows: number[][]): number[][] {
  const fewer = averageBlocks(rows, sideKept, (block) =>
    block[0]!.map((_, column) => average(block.map((row) => row[column]!))),
  );
  return fewer.map((row) => averageBlocks(row, sideKept, average));
}

/** Splits a list into `kept` blocks of neighbours and takes the average of each; a short list stays. */
export function averageBlocks<T>(list: T[], kept: number, combine: (block: T[]) => T): T[] {
  if (list.length <= kept) return list;
  const border = (i: number) => Math.round((i * list.length) / kept);
  return Array.from({ length: kept }, (_, i) => combine(list.slice(border(i), border(i + 1))));
}

const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const round = (value: number) => Number(value.toPrecision(5));
