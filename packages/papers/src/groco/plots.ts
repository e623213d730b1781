import { type Compile, type Frame, line, type Plots } from "@offprint/lab";
import { usualNeighbours } from "./measurement.ts";
import { itemNames, sortingDemo } from "./sortingDemo.ts";
import type { Values } from "./treatments.ts";

export const plots: Plots = {
  neighbours: {
    kind: "line",
    title: "Accuracy of the nearest neighbours",
    notice:
      "Test images are told apart by a vote of their nearest training images in the embedding. SimCLR at temperature 0.5 loses accuracy as more neighbours vote; group ordering hardly does, so that here the lines part to the right.",
    x: { label: "neighbours that vote", include: [1, 50] },
    y: { label: "test accuracy" },
  },
  course: {
    kind: "line",
    title: "While it learns",
    notice: `Accuracy of ${usualNeighbours} neighbours along the training. The group ordering loss itself would show little: at steepness 1 a perfect order costs 0.147 and equal similarities 0.202.`,
    x: { label: "step" },
    y: { label: "test accuracy" },
  },
  permutation: {
    kind: "heatmap",
    title: "Where the items end",
    notice:
      "Five negatives and three positives, ascending in their groups, pass the soft sorting network. Ink in a row spreads over the ranks where the item may end; what leaks between the first five columns and the last three costs. A steep network draws a thin line; with a positive below a negative the two change places.",
    x: "rank at the end, from the lowest",
    y: "item: negatives, then positives",
    value: "probability",
  },
  pull: {
    kind: "bars",
    title: "Who gets the gradient",
    notice:
      "The same eight items: how the gradient of each loss is shared out. Group ordering looks at the border, N5 and P1; a contrastive loss of moderate temperature pushes all negatives and pulls all positives.",
    x: "item, ascending: negatives N, positives P",
    y: { label: "share of the gradient" },
  },
};

/** What the loss makes of the eight items. */
export async function demoFrames(compile: Compile, arm: string, values: Values): Promise<Frame[]> {
  const { shares, permutation } = await sortingDemo(compile, arm, values);
  const bars = itemNames.map((category, i) => ({ category, value: shares[i]! }));
  const pull: Frame = { kind: "bars", plot: "pull", bars, reset: true };
  if (arm !== "groco") return [pull];
  return [pull, { kind: "heatmap", plot: "permutation", rows: permutation, reset: true }];
}

/** What a network has reached. */
export function networkFrames(step: number, accuracies: number[]): Frame[] {
  const curve = accuracies.map((accuracy, i): [number, number] => [i + 1, accuracy]);
  return [
    { kind: "line", plot: "neighbours", reset: true, points: curve },
    line("course", [[step, accuracies[usualNeighbours - 1]!]]),
  ];
}
