import { type Frame, line, type Metrics, type PlotFrame, type Plots, type ScatterPoint } from "@offprint/lab";
import { type ClassAccuracy, digitBars } from "../shared/classAccuracy.ts";

export const plots: Plots = {
  trade: {
    kind: "line",
    title: "Frequent and rare digits under attack",
    x: { label: "Epoch", include: [0] },
    y: { label: "Share of test images", include: [0, 1] },
    notice:
      "When the class weights come on, at the vertical line, the rare digits rise and the frequent ones give way. " +
      "With the separation term the frequent digits give less.",
  },
  byDigit: {
    kind: "bars",
    title: "Each digit, clean and under attack",
    x: "Digit; 5 to 9 are rare in training",
    y: { label: "Share of test images", include: [0, 1] },
    notice:
      "Trained without class weights, the rare digits 5 to 9 lie below the frequent ones, and an attack takes most " +
      "of what they have.",
  },
  features: {
    kind: "scatter",
    title: "Features of attacked images",
    x: { label: "First principal component", include: [-1, 1] },
    y: { label: "Second", include: [-1, 1] },
    notice:
      "What the last layer sees of 300 attacked test images, one colour for each digit, scaled to length 1. With the " +
      "separation term the digits part further, though two dimensions show only some of it.",
  },
  outcome: {
    kind: "text",
    title: "Outcome",
    notice: "The trained networks on 600 test images, 60 of each digit.",
  },
};

/** A vertical line at the epoch from which the class weights count. */
export function markFrame(epoch: number): Frame {
  return line("trade", [[epoch, 0], [epoch, 1]], "weights on"); // prettier-ignore
}

export function traceFrames(epoch: number, { robustHead, robustTail }: Metrics): PlotFrame[] {
  return [
    line("trade", [[epoch, robustHead!]], "frequent digits"),
    line("trade", [[epoch, robustTail!]], "rare digits"),
  ];
}

/** Share of the images of each digit that are labelled rightly, for each kind of image. */
export function digitFrames({
  robust,
  clean,
}: {
  robust?: ClassAccuracy;
  clean: ClassAccuracy;
}): PlotFrame[] {
  const frame = (series: string, shares: ClassAccuracy): PlotFrame => ({
    kind: "bars",
    plot: "byDigit",
    series,
    bars: digitBars(shares),
  });
  return [frame("clean", clean), ...(robust ? [frame("under attack", robust)] : [])];
}

export function featureFrame(shadow: [number, number][], labels: Int32Array): PlotFrame {
  const points = shadow.map(([x, y], i): ScatterPoint => ({ x, y, group: String(labels[i]) }));
  return { kind: "scatter", plot: "features", reset: true, points };
}

export function outcomeFrame({ clean, robust, robustHead, robustTail }: Metrics): PlotFrame {
  const percent = (share: number | undefined) => `${(100 * share!).toFixed(1)} %`;
  const text =
    `${percent(clean)} of the test images right; under attack ${percent(robust)}: ` +
    `${percent(robustHead)} of the frequent and ${percent(robustTail)} of the rare digits.`;
  return { kind: "text", plot: "outcome", text };
}
