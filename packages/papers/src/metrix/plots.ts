import type { Frame, Plots, ScatterPoint } from "@offprint/lab";
import { principalPlane } from "../shared/principalPlane.ts";

export const plots: Plots = {
  plane: {
    kind: "scatter",
    title: "Where unseen digits land",
    notice:
      "Embeddings of the digits that the network learns from (grey) and of digits that it never sees (coloured), along their two principal components; crosses are mixtures of a positive and a negative. The crosses fill the gaps between the grey clusters, which is where the new digits have to go.",
    x: { label: "first component" },
    y: { label: "second component" },
  },
  recall: {
    kind: "line",
    title: "Recall@1 on unseen digits",
    notice:
      "How often the nearest other image of an unseen digit shows the same digit. Before any training it is high already, and training costs some of it: the network gets better at its own digits and loses what tells others apart. With mixing it loses less.",
    x: { label: "Training step" },
    y: { label: "Share of test images" },
  },
  utilization: {
    kind: "line",
    title: "Utilization",
    notice:
      "Mean squared distance from an unseen image to the nearest training image. Low can mean two things: training covers the space, or everything was squeezed onto the training clusters. Compare it with the recall.",
    x: { label: "Training step" },
    y: { label: "Squared distance", include: [0] },
  },
  label: {
    kind: "line",
    title: "A label between positive and negative",
    notice:
      "One mixture, λ · positive + (1 − λ) · negative. Dashed: its weights among the positives and among the negatives. Solid: what the loss does with it, from full pull towards the anchor (1) to full push (−1). At both ends the label is clean and one of the two terms is gone; in between both act, and where the line crosses 0 they balance.",
    x: { label: "λ", include: [0, 1] },
    y: { label: "Weight; pull minus push", include: [-1, 1] },
    guides: [
      {
        label: "among positives",
        points: [
          [0, 0],
          [1, 1],
        ],
      },
      {
        label: "among negatives",
        points: [
          [0, 1],
          [1, 0],
        ],
      },
    ],
  },
};

/** Embeddings to draw, [n][32] each, and the digits of the unseen ones. */
export interface Shown {
  train: number[][];
  test: number[][];
  mixed: number[][];
  digits: ArrayLike<number>;
}

/** The two principal components of training and test embeddings, and where mixtures fall in them. */
export async function planeFrame({ train, test, mixed, digits }: Shown): Promise<Frame> {
  const middle = meanOf([...train, ...test]);
  const centred = [...test, ...train, ...mixed].map((row) => row.map((value, i) => value - middle[i]!));
  const [first, second] = [...new Set(Array.from(digits))].sort((a, b) => a - b);
  const groups = centred.map((_, i) => [first, second].indexOf(digits[i]));
  const plane = await principalPlane(centred, groups);
  const points = plane.map(([x, y], i): ScatterPoint => {
    if (i < test.length) return { x, y, group: String(digits[i]) };
    const isMixed = i >= test.length + train.length;
    return isMixed
      ? { x, y, group: "mixtures", mark: "cross" }
      : { x, y, group: "training digits", faint: true };
  });
  // Grey points first, so that they lie behind.
  const isFaint = (point: ScatterPoint) => Number(point.faint ?? false);
  return {
    kind: "scatter",
    plot: "plane",
    reset: true,
    points: points.sort((a, b) => isFaint(b) - isFaint(a)),
  };
}

function meanOf(rows: number[][]): number[] {
  return rows[0]!.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length);
}

/** What the loss does with one mixture for each λ, evenly spaced from 0 to 1. */
export function labelFrame(pulls: number[]): Frame {
  const points = pulls.map((pull, i): [number, number] => [i / (pulls.length - 1), pull]);
  return { kind: "line", plot: "label", reset: true, points };
}
