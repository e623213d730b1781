import type { Guide, Plots } from "@offprint/lab";
import type { MarginLossKind } from "@offprint/methods/losses";
import { fixedPullCurve } from "./curves.ts";

const kinds: MarginLossKind[] = ["logistic", "hinge", "exponential"];

export const plots: Plots = {
  pull: {
    kind: "scatter",
    title: "How hard each example is pulled",
    x: { label: "Margin: how far on its right side", include: [-2, 4] },
    y: { label: "Minus the derivative of the loss", scale: "log", include: [0.01, 1] },
    guides: kinds.map((kind): Guide => ({ label: kind, points: fixedPullCurve(kind) })),
    notice:
      "One dot for each example of the last batch. A fixed loss keeps to its curve; EnsLoss goes down another random " +
      "staircase in every batch, never up again and never to zero. (Pulls below 0.0001 are not shown, " +
      "as that of hinge beyond margin 1.)",
  },
  losses: {
    kind: "line",
    title: "The losses behind the last 20 batches",
    x: { label: "Margin" },
    y: { label: "Loss", include: [0] },
    notice:
      "Adding up the derivatives of a batch gives the loss it was trained with, but for a constant: here it is 0 at the " +
      "largest margin. EnsLoss has a bundle of them, all convex and falling; a fixed loss is one curve. Each is drawn " +
      "where the margins of its network lie: EnsLoss, which never lets go, drives them far up.",
  },
  accuracy: {
    kind: "line",
    title: "Test accuracy",
    x: { label: "Epoch" },
    y: { label: "Share of test examples" },
    notice:
      "All arms start from the same weights and see the same batches. The gap to a fixed loss is a point or so: " +
      "run several seeds before you trust it.",
  },
  trainingAccuracy: {
    kind: "line",
    title: "Training accuracy",
    x: { label: "Epoch" },
    y: { label: "Share of training labels", include: [0.5, 1] },
    notice:
      "On the sparse data every loss ends up fitting all labels, the wrong ones included: what they differ in is the " +
      "network that does it.",
  },
  outcome: {
    kind: "text",
    title: "Outcome",
    notice: "The trained networks, on test examples and on the labels they were trained with.",
  },
};
