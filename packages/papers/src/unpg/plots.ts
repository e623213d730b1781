import type { Frame, Plots, ScatterPoint } from "@offprint/lab";
import type { PairCosines } from "@offprint/methods/metrics";
import type { Verdict } from "./bench.ts";
import type { FilteredPairs } from "./boxPlot.ts";
import type { BatchNegatives } from "./similarities.ts";

export const plots: Plots = {
  negatives: {
    kind: "scatter",
    joined: true,
    title: "Three kinds of negatives",
    notice:
      "How similar different identities are: images and the weights of other classes, pairs within a training batch, and pairs of identities never trained on. For the head alone the first lies far left of the others: training meets only easy negatives. With pairs in the denominator all three meet around 0.",
    x: { label: "cosine", include: [-1, 1] },
    y: { label: "share of the pairs, %", include: [0] },
  },
  verification: {
    kind: "scatter",
    joined: true,
    title: "Same identity or not?",
    notice:
      "All pairs of the 1000 images of unseen identities. The upright line is the threshold that one in a thousand negatives exceeds; what counts is how much of the positives lies to its right.",
    x: { label: "cosine", include: [-1, 1] },
    y: { label: "share of the pairs, %", include: [0] },
  },
  accepted: {
    kind: "line",
    title: "Verification while training",
    notice:
      "Pairs are ahead for some hundred steps, while each class has been seen a few dozen times. Train for 800 and the head alone catches up: its weights have become good stand-ins, and the shared pair term costs more than it gives.",
    x: { label: "training step" },
    y: { label: "accepted at 1 in 1000 false", include: [0, 0.5] },
  },
  filter: {
    kind: "scatter",
    title: "Pairs of the last batch",
    notice:
      "Every dot is a pair of different identities (a sample of them); the height means nothing. The box spans the middle half, and the whiskers reach as far as the filter lets them: crosses beyond are dropped. The head alone never looks at these pairs, and they stay spread out.",
    x: { label: "cosine", include: [-1, 1] },
    y: { label: "pairs below, their box above", include: [0, 1] },
  },
  outcome: {
    kind: "text",
    title: "Outcome",
    notice: "The network on identities that it never saw.",
  },
};

const bins = 150;
/** Weights of a bin's neighbours in its height: the pairs of one batch are few. */
const smoothing = [1, 2, 3, 2, 1].map((weight) => weight / 9);

/** Smoothed shares in % of values in −1..1 that fall into each bin, as a line. */
function outline(values: Float64Array, group: string): ScatterPoint[] {
  const counts = new Float64Array(bins);
  for (const value of values) {
    counts[Math.min(bins - 1, Math.max(0, Math.floor(((value + 1) / 2) * bins)))]!++;
  }
  const [from, to] = [counts.findIndex((count) => count > 0), counts.findLastIndex((count) => count > 0)];
  if (from < 0) return [];
  const reach = (smoothing.length + 1) / 2;
  const [first, last] = [Math.max(0, from - reach), Math.min(bins - 1, to + reach)];
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const bin = first + i;
    const count = smoothing.reduce((sum, weight, k) => sum + weight * (counts[bin + k - reach + 1] ?? 0), 0);
    return { x: ((bin + 0.5) / bins) * 2 - 1, y: (100 * count) / values.length, group };
  });
}

export function negativesFrame({ classes, pairs }: BatchNegatives, unseen: PairCosines): Frame {
  const points = [
    ...outline(classes, "class weights"),
    ...outline(pairs, "pairs of a batch"),
    ...outline(unseen.negatives, "unseen identities"),
  ];
  return { kind: "scatter", plot: "negatives", reset: true, points };
}

export function verificationFrame({ positives, negatives }: PairCosines, { threshold }: Verdict): Frame {
  const outlines = [...outline(negatives, "different identity"), ...outline(positives, "same identity")];
  const top = Math.max(...outlines.map(({ y }) => y));
  const level = [0, top].map((y) => ({ x: threshold, y, group: "threshold" }));
  return { kind: "scatter", plot: "verification", reset: true, points: [...outlines, ...level] };
}

export function outcomeFrame(
  { trueAcceptRate, strictTrueAcceptRate, recall }: Verdict & { recall: number },
  { mismatch }: { mismatch: number },
  { kept, dropped }: FilteredPairs,
): Frame {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const lead =
    mismatch >= 0
      ? `harder by ${mismatch.toFixed(2)} than those against class weights`
      : `easier by ${(-mismatch).toFixed(2)} than those against class weights`;
  const text =
    `Accepted of the pairs of one identity: ${percent(trueAcceptRate)} at one false accept in 1000, ` +
    `${percent(strictTrueAcceptRate)} at one in 10 000. The nearest image is of the same identity for ${percent(recall)}. ` +
    `The hardest hundredth of unseen negatives is ${lead}. ` +
    `The filter drops ${dropped.length} of the last batch's ${kept.length + dropped.length} pairs.`;
  return { kind: "text", plot: "outcome", text };
}
