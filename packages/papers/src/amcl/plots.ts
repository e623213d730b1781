import {
  type Guide,
  line,
  type LineFrame,
  type PlotFrame,
  type Plots,
  type ScatterPoint,
} from "@offprint/lab";
import { temperatureBounds } from "./controls.ts";
import { headAverage, type Pairs, separation, similaritiesOf, splitPairs } from "./measurement.ts";
import { dimension } from "./network.ts";

const similarityBins = { from: -1, to: 1, count: 25 };
const temperatureBins = { from: temperatureBounds.tauMin, to: temperatureBounds.tauMax, count: 45 };

/** Height of what stands for a constant temperature. */
const markHeight = 20;

export const plots: Plots = {
  separation: {
    kind: "line",
    title: "Separation of positive from negative pairs",
    notice:
      "How often a random positive pair is more similar than a random negative one; 0.5 is chance. Thick: similarities averaged over heads; thin: each head alone. The average gets ahead of the single heads, and these, with adaptive temperatures, mostly ahead of SimCLR.",
    x: { label: "training step" },
    y: { label: "probability" },
  },
  similarities: {
    kind: "line",
    title: "Similarities of pairs",
    notice:
      "Two views of one test image (positive) against views of two images (negative). With five augmentations they overlap; with one hardly at all. Thin lines: single heads, which spread a little wider than their average.",
    x: { label: "cosine" },
    y: { label: "% of pairs", include: [0] },
  },
  pairs: {
    kind: "scatter",
    title: "Temperature against similarity",
    notice:
      "Some pairs, in every head. All temperatures start near the middle. With many augmentations pairs that look alike get higher ones, positive or not; with shifts alone the layer falls silent and all end in the very middle.",
    x: { label: "cosine of the pair in the head", include: [-1, 1] },
    y: { label: "temperature τ", include: [temperatureBounds.tauMin, temperatureBounds.tauMax] },
  },
  regularizer: {
    kind: "line",
    title: "Regulariser and learned temperatures",
    notice:
      "Ω is lowest at 2/d, far below where temperatures settle. It draws temperatures of positives down and drives those of negatives up; but one layer gives both, and a large β moves them together. Upright: a constant temperature.",
    x: { label: "temperature τ" },
    y: { label: "% of pairs; Ω(τ) above its minimum", include: [0] },
    guides: regularizerGuides(),
  },
};

/** Everything that is drawn of the pairs of a network, after so many steps. */
export function pairFrames(step: number, pairs: Pairs, constant: number | undefined): PlotFrame[] {
  return [
    ...similarityFrames(pairs),
    { kind: "scatter", plot: "pairs", reset: true, points: somePairs(pairs) },
    ...(constant === undefined ? temperatureFrames(pairs) : [constantFrame(constant)]),
    line("separation", [[step, separation(headAverage(pairs), pairs.count)]]),
  ];
}

/** The separation of every single head from the first step to the last, behind the line of their average. */
export function headFrame(history: [step: number, heads: number[]][]): LineFrame {
  const heads = history[0]?.[1].length ?? 0;
  const strands = Array.from({ length: heads > 1 ? heads : 0 }, (_, head) =>
    history.map(([step, values]): [number, number] => [step, values[head]!]),
  );
  return { ...line("separation", []), strands };
}

function similarityFrames(pairs: Pairs): LineFrame[] {
  const average = splitPairs(headAverage(pairs), pairs.count);
  const single = Array.from({ length: pairs.heads }, (_, head) =>
    splitPairs(similaritiesOf(pairs, head), pairs.count),
  );
  const frame = (kind: "positive" | "negative"): LineFrame => ({
    ...line("similarities", percentages(average[kind], similarityBins), kind),
    strands: pairs.heads > 1 ? single.map((own) => percentages(own[kind], similarityBins)) : [],
  });
  return [{ ...frame("positive"), reset: true }, frame("negative")];
}

/** Images whose pairs are drawn: as many positives as negatives in each head. */
const drawnImages = 40;

function somePairs({ count, heads, similarities, temperatures }: Pairs): ScatterPoint[] {
  const points: ScatterPoint[] = [];
  for (let head = 0; head < heads; head++) {
    for (let image = 0; image < Math.min(drawnImages, count); image++) {
      for (const [group, other] of [
        ["negative", (image + 1 + head) % count],
        ["positive", image],
      ] as const) {
        const at = (head * count + image) * count + other;
        points.push({ x: similarities[at]!, y: temperatures[at]!, group });
      }
    }
  }
  return points;
}

function temperatureFrames({ temperatures, count }: Pairs): LineFrame[] {
  const { positive, negative } = splitPairs(temperatures, count);
  const frame = (values: Float32Array, series: string) =>
    line("regularizer", percentages(values, temperatureBins), series);
  return [{ ...frame(positive, "positive"), reset: true }, frame(negative, "negative")];
}

function constantFrame(temperature: number): LineFrame {
  const upright: [number, number][] = [
    [temperature, 0],
    [temperature, markHeight],
  ];
  return { ...line("regularizer", upright), reset: true };
}

/** Ω above its minimum, and where that is. */
function regularizerGuides(): Guide[] {
  const omega = (tau: number) => (dimension / 2) * Math.log(tau) + 1 / tau;
  const best = 2 / dimension;
  const { from, to } = temperatureBins;
  const points = Array.from({ length: 91 }, (_, i): [number, number] => {
    const tau = from + ((to - from) * i) / 90;
    return [tau, omega(tau) - omega(best)];
  });
  return [
    { label: "Ω(τ)", points },
    { label: "2/d", x: best },
  ];
}

/** The percentage of values in each bin, over its middle; what lies beyond is counted in the last one. */
function percentages(
  values: Float32Array,
  { from, to, count }: { from: number; to: number; count: number },
): [number, number][] {
  const counts = Array.from({ length: count }, () => 0);
  for (const value of values) {
    const bin = Math.floor((count * (value - from)) / (to - from));
    counts[Math.min(Math.max(bin, 0), count - 1)]!++;
  }
  const width = (to - from) / count;
  return counts.map((inside, bin) => [from + (bin + 0.5) * width, (100 * inside) / values.length]);
}
