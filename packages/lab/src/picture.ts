import type {
  GreyImage,
  HeatmapFrame,
  HistogramFrame,
  ImagesFrame,
  LineFrame,
  PlotFrame,
  ScatterFrame,
  ScatterPoint,
} from "./frame.ts";

/** Points that a picture keeps of each line or colour group. */
const pointsKept = 200;
/** Rows and columns that it keeps of a heat map. */
const sideKept = 64;
const imagesKept = 16;

/**
 * The frames that one run sent to one plot as the few that leave the same plot behind, small enough to be kept:
 * lines and groups thinned to 200 points, heat maps averaged to 64 × 64, numbers to five digits.
 */
export function condenseFrames(frames: PlotFrame[]): PlotFrame[] {
  return [...Map.groupBy(frames, (frame) => frame.plot).values()].flatMap(condensePlot);
}

function condensePlot(frames: PlotFrame[]): PlotFrame[] {
  const valid = frames.slice(
    Math.max(
      0,
      frames.findLastIndex((frame) => frame.reset),
    ),
  );
  return [
    ...condenseLines(valid.filter((frame) => frame.kind === "line")),
    ...condenseScatter(valid.filter((frame) => frame.kind === "scatter")),
    ...condenseHeatmap(valid.filter((frame) => frame.kind === "heatmap")),
    ...condenseImages(valid.filter((frame) => frame.kind === "images")),
    ...lastOfEachSeries(valid.filter((frame) => frame.kind === "histogram")),
    ...valid.filter((frame) => frame.kind === "text").slice(-1),
  ];
}

function condenseLines(frames: LineFrame[]): LineFrame[] {
  return [...Map.groupBy(frames, (frame) => frame.series).values()].map((own) => {
    const points = thin(own.flatMap((frame) => frame.points));
    const { plot, series } = own[0]!;
    const rounded = points.map(([x, y]): [number, number] => [round(x), round(y)]);
    return { kind: "line", plot, ...(series !== undefined && { series }), points: rounded };
  });
}

function condenseScatter(frames: ScatterFrame[]): ScatterFrame[] {
  if (frames.length === 0) return [];
  const all = frames.flatMap((frame) => frame.points);
  const points = [...Map.groupBy(all, (point) => point.group).values()].flatMap(thinGroup);
  const rounded = points.map((point) => ({ ...point, x: round(point.x), y: round(point.y) }));
  return [{ kind: "scatter", plot: frames[0]!.plot, points: rounded }];
}

/** Points that were singled out by a ring or a label all stay. */
function thinGroup(points: ScatterPoint[]): ScatterPoint[] {
  if (points.length <= pointsKept) return points;
  const kept = new Set(thin(points.filter((point) => !point.ringed && !point.label)));
  return points.filter((point) => point.ringed || point.label || kept.has(point));
}

function condenseHeatmap(frames: HeatmapFrame[]): HeatmapFrame[] {
  if (frames.length === 0) return [];
  const rows = averageBlocks(
    frames.flatMap((frame) => frame.rows),
    averageRows,
  );
  const small = rows.map((row) => averageBlocks(row, averageNumbers).map(round));
  return [{ kind: "heatmap", plot: frames[0]!.plot, rows: small }];
}

function condenseImages(frames: ImagesFrame[]): ImagesFrame[] {
  if (frames.length === 0) return [];
  const images = frames.flatMap((frame) => frame.images).slice(0, imagesKept);
  const rounded = images.map((image): GreyImage => ({ ...image, pixels: image.pixels.map(round) }));
  return [{ kind: "images", plot: frames[0]!.plot, images: rounded }];
}

function lastOfEachSeries(frames: HistogramFrame[]): HistogramFrame[] {
  const last = new Map(frames.map((frame) => [frame.series, frame]));
  return [...last.values()].map(({ reset: _, ...frame }) => ({
    ...frame,
    edges: frame.edges.map(round),
    counts: frame.counts.map(round),
  }));
}

/** Evenly spaced members of a list, its first and last among them. */
export function thin<T>(list: T[], kept = pointsKept): T[] {
  if (list.length <= kept) return list;
  return Array.from({ length: kept }, (_, i) => list[Math.round((i * (list.length - 1)) / (kept - 1))]!);
}

/** Splits a list into at most `kept` blocks of neighbours and takes the average of each. */
export function averageBlocks<T>(list: T[], average: (block: T[]) => T, kept = sideKept): T[] {
  if (list.length <= kept) return list;
  const border = (i: number) => Math.round((i * list.length) / kept);
  return Array.from({ length: kept }, (_, i) => average(list.slice(border(i), border(i + 1))));
}

export const averageNumbers = (values: number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
export const averageRows = (rows: number[][]) =>
  rows[0]!.map((_, column) => averageNumbers(rows.map((row) => row[column]!)));

const round = (value: number) => Number(value.toPrecision(5));
