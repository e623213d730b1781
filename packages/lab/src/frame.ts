/**
 * What a run shows while it goes on. A frame adds to (or replaces) the data of one of the experiment's plots;
 * the plot's declaration says how it is drawn.
 */

interface FrameBase {
  /** Name of the plot in the experiment's declaration. */
  plot: string;
  /** Forget what this run has put into the plot before. */
  reset?: boolean;
}

/** Points of a line, appended. */
export interface LineFrame extends FrameBase {
  kind: "line";
  /** Name of the line; left out: the arm's own line. */
  series?: string;
  /** [x, y] pairs in order of x; a y that is not finite leaves a gap. */
  points: [number, number][];
  /** Thin lines behind it in its colour: what it is the mean of. Replace those before. */
  strands?: [number, number][][];
  /** Range of x that is shaded in its colour. Replaces the one before. */
  shaded?: [from: number, to: number];
}

export interface ScatterPoint {
  x: number;
  y: number;
  /** Colour group: a class, a rule, a method. */
  group?: string;
  /** Printed beside the point. */
  label?: string;
  /** Drawn with a ring: chosen, selected. */
  ringed?: boolean;
  /** Drawn as a small cross instead of a dot. */
  mark?: "cross";
  /** Drawn in grey, whatever its group: there for orientation. */
  faint?: boolean;
  /** An arrow from the point to this place, in its colour. */
  arrow?: [x: number, y: number];
}

/** Points of a scatter plot, appended. */
export interface ScatterFrame extends FrameBase {
  kind: "scatter";
  points: ScatterPoint[];
}

/** Rows of a heat map, appended from top to bottom. */
export interface HeatmapFrame extends FrameBase {
  kind: "heatmap";
  rows: number[][];
}

export interface GreyImage {
  width: number;
  height: number;
  /** Row-major, 0 (paper) to 1 (full ink). */
  pixels: number[];
  label?: string;
}

/** Images of a grid, appended. */
export interface ImagesFrame extends FrameBase {
  kind: "images";
  images: GreyImage[];
}

/** A histogram; replaces the one before. */
export interface HistogramFrame extends FrameBase {
  kind: "histogram";
  series?: string;
  /** Bin edges, one more than counts. */
  edges: number[];
  counts: number[];
  /** Levels of this run's settings, drawn behind it. */
  guides?: Guide[];
}

export interface Bar {
  /** What it stands over: a class, a threshold, a method. */
  category: string;
  /** Its height; one that is not finite leaves a gap. */
  value: number;
}

/** A bar over each category; replaces those before. */
export interface BarsFrame extends FrameBase {
  kind: "bars";
  series?: string;
  bars: Bar[];
}

/** A sentence about what happened; replaces the one before. */
export interface TextFrame extends FrameBase {
  kind: "text";
  text: string;
}

/** How far the run is. */
export interface ProgressFrame {
  kind: "progress";
  done: number;
  total: number;
}

export type PlotFrame =
  LineFrame | ScatterFrame | HeatmapFrame | ImagesFrame | HistogramFrame | BarsFrame | TextFrame;
export type Frame = PlotFrame | ProgressFrame;

export const line = (plot: string, points: [number, number][], series?: string): LineFrame =>
  series === undefined ? { kind: "line", plot, points } : { kind: "line", plot, points, series };
export const progress = (done: number, total: number): ProgressFrame => ({ kind: "progress", done, total });

export interface Axis {
  label: string;
  /** Default linear. */
  scale?: "linear" | "log";
  /** Limits that the axis always shows; data outside extend it. */
  include?: number[];
}

/** A level or a curve drawn behind the data for orientation. */
export interface Guide {
  label: string;
  /** Horizontal line at y, vertical line at x, or a curve. */
  y?: number;
  x?: number;
  points?: [number, number][];
}

interface PlotBase {
  title: string;
  /** What to look for, in one or two sentences. */
  notice: string;
}

export interface LinePlot extends PlotBase {
  kind: "line";
  x: Axis;
  y: Axis;
  guides?: Guide[];
}
export interface ScatterPlot extends PlotBase {
  kind: "scatter";
  x: Axis;
  y: Axis;
  guides?: Guide[];
  /** Join the points of a group in order. */
  joined?: boolean;
}
export interface HeatmapPlot extends PlotBase {
  kind: "heatmap";
  x: string;
  y: string;
  /** What the colour means. */
  value: string;
}
export interface ImagesPlot extends PlotBase {
  kind: "images";
}
export interface HistogramPlot extends PlotBase {
  kind: "histogram";
  x: Axis;
  /** What the heights mean; left out: counts. */
  y?: Axis;
}
export interface BarsPlot extends PlotBase {
  kind: "bars";
  /** What the categories are. */
  x: string;
  y: Axis;
}
export interface TextPlot extends PlotBase {
  kind: "text";
}

/** Declaration of a plot: how the frames of that name are drawn. */
export type Plot = LinePlot | ScatterPlot | HeatmapPlot | ImagesPlot | HistogramPlot | BarsPlot | TextPlot;
export type Plots = Record<string, Plot>;
