import { type Frame, line, type Plots, type ScatterPoint, tInterval } from "@offprint/lab";
import { average, type Parts } from "./evaluation.ts";
import type { ToyPoint } from "./toy.ts";

export const plots: Plots = {
  points: {
    kind: "scatter",
    title: "Points that follow the loss",
    notice:
      "Three classes of points in the plane, moved by the gradient of the arm's loss; arrows show where it pulls next, grey dots where points began. ICNN draws points to their own kind and off the nearest strangers, each by its own neighbours, so that a class gathers in several clumps. Cross-entropy knows prototypes only: it pushes wrong points over and lets the others spread.",
    x: { label: "first coordinate", include: [-3, 3] },
    y: { label: "second coordinate", include: [-3, 3] },
  },
  parts: {
    kind: "line",
    title: "The score of novel classes, in parts",
    notice:
      "A: how near the own kind is, against the nearest stranger. B: how far strangers among the neighbours are. G: the share of neighbours of the own class, which has no gradient but rises with the others. All on images of digits that training never shows.",
    x: { label: "Training episode" },
    y: { label: "Part of the ICNN score", include: [0, 1] },
  },
  accuracy: {
    kind: "line",
    title: "Accuracy on novel classes",
    notice:
      "Five novel classes, five examples of each: the share of queries nearest to their own prototype, mean of the same 100 episodes for every arm. Thin lines mark its 95 % interval over episodes; arms that differ by less can hardly be told apart here. Look at the start, too: how much does training add to random weights?",
    x: { label: "Training episode" },
    y: { label: "5-shot accuracy", include: [0.5, 0.7] },
  },
  outcome: {
    kind: "text",
    title: "Outcome",
    notice: "The trained network on novel classes. Chance is 20 %.",
  },
};

/** Steps that an arrow spans. */
const arrowSteps = 5;
const names = ["class A", "class B", "class C"];

/** @param start where the points began */
export function pointsFrame(points: ToyPoint[], start: ToyPoint[]): Frame {
  const now = points.map(({ label, at: [x, y], step: [stepX, stepY] }): ScatterPoint => {
    return { x, y, group: names[label]!, arrow: [x + arrowSteps * stepX, y + arrowSteps * stepY] };
  });
  const began = start.map(({ at: [x, y] }): ScatterPoint => ({ x, y, group: "start", faint: true }));
  return { kind: "scatter", plot: "points", reset: true, points: [...now, ...began] };
}

export function partsFrames(episode: number, { intra, inter, purity }: Parts): Frame[] {
  return [
    line("parts", [[episode, intra]], "A, own kind"),
    line("parts", [[episode, inter]], "B, strangers"),
    line("parts", [[episode, purity]], "G, share"),
  ];
}

/** Mean accuracies so far, with the limits of their intervals as thin lines. */
export class AccuracyCurve {
  readonly #limits: [[number, number][], [number, number][]] = [[], []];

  add(episode: number, accuracies: number[]): Frame {
    for (const [side, limit] of tInterval(accuracies).entries()) this.#limits[side]!.push([episode, limit]);
    const points: [number, number][] = [[episode, average(accuracies)]];
    return { kind: "line", plot: "accuracy", points, strands: this.#limits.map((limits) => [...limits]) };
  }
}

export function outcomeFrame({ oneShot, fiveShot, score, compactness }: Record<string, number>): Frame {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const text =
    `Of five novel classes: ${percent(oneShot!)} right from one example, ${percent(fiveShot!)} from five. ` +
    `ICNN score ${score!.toFixed(3)}; distance within a class ${compactness!.toFixed(3)} of that between classes.`;
  return { kind: "text", plot: "outcome", text };
}
