import type { Array as EngineArray } from "@jax-js/jax";
import type { Frame, Guide, Plots } from "@offprint/lab";
import { opis, pairCosines } from "@offprint/methods/metrics";
import type { Values } from "./controls.ts";
import type { Measurement } from "./evaluation.ts";

export const plots: Plots = {
  utility: {
    kind: "line",
    title: "One threshold for all classes",
    notice:
      "Each thin line is a class that was never trained on: how well one threshold tells its pairs from others, with their mean in bold. The wider the bundle inside the shaded calibration range, the more a class depends on luck; TCM tightens it, by lifting the lowest lines.",
    x: { label: "Distance threshold" },
    y: { label: "Utility", include: [0, 1] },
  },
  cosines: {
    kind: "histogram",
    title: "Cosines of unseen pairs",
    notice:
      "Pairs of one class on the right, pairs of different classes on the left, with the two margins. TCM moves the tails: fewer positives far below m⁺, fewer negatives far above m⁻.",
    x: { label: "Cosine" },
    y: { label: "Share of these pairs, %" },
  },
  tradeOff: {
    kind: "scatter",
    title: "Accuracy and consistency",
    notice:
      "Retrieval against inconsistency as training goes on, every 30 steps, the last one ringed. Better is up and to the left. TCM mostly ends further left, and no lower.",
    x: { label: "OPIS × 1000", include: [0] },
    y: { label: "Recall@1" },
    joined: true,
  },
};

const shownRange: [number, number] = [0.3, 1.5];
const shownThresholds = 49;
const bins = 60;

/** Utility of every class against the threshold, far beyond the calibration range. Consumes the embeddings. */
export function utilityFrame(
  embeddings: EngineArray,
  classes: Int32Array,
  calibration: [number, number],
): Frame {
  const { thresholds, utility } = opis(embeddings, classes, { range: shownRange, steps: shownThresholds });
  const curve = (valueAt: (t: number) => number) =>
    Array.from(thresholds, (threshold, t): [number, number] => [threshold, valueAt(t)]);
  return {
    kind: "line",
    plot: "utility",
    reset: true,
    points: curve((t) => utility.reduce((sum, own) => sum + own[t]!, 0) / utility.length),
    strands: utility.map((own) => curve((t) => own[t]!)),
    shaded: calibration,
  };
}

/** Consumes the embeddings. */
export function cosineFrames(
  embeddings: EngineArray,
  classes: Int32Array,
  { marginPlus, marginMinus }: Values,
): Frame[] {
  const { positives, negatives } = pairCosines(embeddings, classes);
  const guides: Guide[] = [
    { label: "m⁻", x: marginMinus },
    { label: "m⁺", x: marginPlus },
  ];
  const frame = (series: string, cosines: Float64Array): Frame => ({
    kind: "histogram",
    plot: "cosines",
    series,
    ...histogram(cosines),
    guides,
  });
  return [frame("one class", positives), frame("different classes", negatives)];
}

/** In per cent of the cosines. */
function histogram(cosines: Float64Array): { edges: number[]; counts: number[] } {
  const edges = Array.from({ length: bins + 1 }, (_, i) => -1 + (2 * i) / bins);
  const counts = new Array<number>(bins).fill(0);
  for (const cosine of cosines) {
    const bin = Math.floor(((cosine + 1) / 2) * bins);
    counts[Math.min(bins - 1, Math.max(0, bin))]! += 100 / cosines.length;
  }
  return { edges, counts };
}

export function tradeOffFrame({ scores }: Measurement, isLast: boolean): Frame {
  const point = { x: 1000 * scores.opis, y: scores.recall };
  return { kind: "scatter", plot: "tradeOff", points: [isLast ? { ...point, ringed: true } : point] };
}
