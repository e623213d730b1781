import type { Plot } from "@offprint/lab";
import type { PlotData } from "@offprint/lab/plots";
import { drawBars, drawHeatmaps, drawHistograms, drawImages } from "./blockPlots.ts";
import { perArm, type PlotOptions } from "./plotParts.ts";
import { drawLines, drawScatter } from "./seriesPlot.ts";
import { wrap } from "./wrap.ts";

/** A plot as lines of text, its title first. */
export function drawPlot(plot: Plot, data: PlotData, options: PlotOptions): string[] {
  const content = drawContent(plot, data, options);
  return [options.style.bold(plot.title), ...(content.length > 0 ? content : ["(nothing)"])];
}

function drawContent(plot: Plot, data: PlotData, options: PlotOptions): string[] {
  switch (plot.kind) {
    case "line":
      return drawLines(plot, data, options);
    case "scatter":
      return drawScatter(plot, data, options);
    case "histogram":
      return drawHistograms(plot, data, options);
    case "bars":
      return drawBars(plot, data, options);
    case "heatmap":
      return drawHeatmaps(plot, data, options);
    case "images":
      return perArm(data, options, (frame) =>
        frame.kind === "images" ? drawImages(frame.images, options.width) : [],
      );
    case "text":
      return perArm(data, options, (frame) => (frame.kind === "text" ? wrap(frame.text, options.width) : []));
  }
}
