import type { LineFrame, PlotFrame } from "../frame.ts";

/** What an experiment has put into one plot so far: for each arm one frame per series, with everything in it. */
export type PlotData = Record<string, PlotFrame[]>;

export function emptyPlotData(): PlotData {
  return {};
}

const seriesOf = (frame: PlotFrame) => ("series" in frame ? frame.series : undefined);

/** Adds a frame of an arm to the data of its plot, in place: streams may bring thousands of them. */
export function applyFrame(data: PlotData, arm: string, frame: PlotFrame): void {
  if (frame.reset) data[arm] = [];
  const frames = (data[arm] ??= []);
  const at = frames.findIndex((other) => other.kind === frame.kind && seriesOf(other) === seriesOf(frame));
  const before = frames[at];
  if (before === undefined) frames.push(structuredClone(frame));
  else if (before.kind === "line" && frame.kind === "line") extendLine(before, frame);
  else if (before.kind === "scatter" && frame.kind === "scatter") before.points.push(...frame.points);
  else if (before.kind === "heatmap" && frame.kind === "heatmap") before.rows.push(...frame.rows);
  else if (before.kind === "images" && frame.kind === "images") before.images.push(...frame.images);
  else frames[at] = structuredClone(frame);
}

function extendLine(line: LineFrame, { points, strands, shaded }: LineFrame): void {
  line.points.push(...points);
  if (strands) line.strands = structuredClone(strands);
  if (shaded) line.shaded = [...shaded];
}
