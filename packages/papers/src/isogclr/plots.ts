import type { Frame, Plots, ScatterPoint } from "@offprint/lab";
import { temperatureBounds } from "./controls.ts";

export const plots: Plots = {
  classTemperature: {
    kind: "scatter",
    title: "Temperature against frequency",
    notice:
      "One dot for each digit: the mean temperature of its training images. All start level. With learning they leave the line and on the whole rise to the right: frequent digits get higher temperatures, although no label is used.",
    x: { label: "training images of the digit", include: [0] },
    y: { label: "mean temperature", include: [temperatureBounds.tauMin] },
    joined: true,
  },
  temperatures: {
    kind: "histogram",
    title: "Temperatures of all images",
    notice:
      "One spike at the start. With learning it moves to where the weights of the negatives are ρ away from uniform, and spreads: every image has its own place. Both ends of the range are limits.",
    x: { label: "temperature" },
  },
  accuracy: {
    kind: "bars",
    title: "Accuracy by start temperature",
    notice:
      "Share of test images that their 20 nearest balanced training images name rightly. The bars rise one after the other. Where temperatures stay fixed, a high one costs accuracy; where they are learned, the bars are nearly level.",
    x: "start temperature",
    y: { label: "test accuracy", include: [0, 1] },
  },
};

/** A dot for each digit, in order of frequency. */
export function classTemperatureFrame(means: number[], sizes: number[]): Frame {
  const points = sizes
    .map((size, digit): ScatterPoint => ({ x: size, y: means[digit]!, label: String(digit) }))
    .sort((a, b) => a.x - b.x);
  return { kind: "scatter", plot: "classTemperature", reset: true, points };
}

const binWidth = 0.01;

/** How many images have a temperature in each bin between the limits. */
export function temperaturesFrame(temperatures: number[]): Frame {
  const { tauMin, tauMax } = temperatureBounds;
  const binCount = Math.round((tauMax - tauMin) / binWidth);
  const counts = Array.from({ length: binCount }, () => 0);
  for (const temperature of temperatures) {
    const bin = Math.floor((temperature - tauMin) / binWidth + 1e-4);
    counts[Math.min(Math.max(bin, 0), binCount - 1)]!++;
  }
  const edges = Array.from({ length: binCount + 1 }, (_, i) => tauMin + i * binWidth);
  return { kind: "histogram", plot: "temperatures", edges, counts };
}

/** Accuracy of networks by the temperature that they started from; NaN for those still to come. */
export function accuracyFrame(accuracies: Map<number, number>): Frame {
  const bars = [...accuracies]
    .sort(([a], [b]) => a - b)
    .map(([temperature, value]) => ({ category: String(temperature), value }));
  return { kind: "bars", plot: "accuracy", bars };
}
