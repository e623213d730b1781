/** The data of plots as they stream in, and their pictures as SVG. */
export { applyFrame, emptyPlotData, type PlotData } from "./plotData.ts";
export { renderHistory, type HistoryPoint } from "./renderHistory.ts";
export { renderInterval } from "./renderInterval.ts";
export { renderPlot, type NamedArms, type RenderOptions } from "./renderPlot.ts";
