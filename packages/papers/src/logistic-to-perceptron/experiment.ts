import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import { liveRun, noMistakes } from "./runs.ts";

export default defineExperiment({
  slug: "logistic-to-perceptron",
  controls,
  arms: {
    logistic: {
      label: "LR+GD",
      role: "baseline",
      help: "Logistic regression by gradient descent on all examples at once.",
    },
    normalizedLogistic: {
      label: "Normalized LR+GD",
      role: "method",
      help: "The same gradient divided by the mean sigmoid, so that a step does not shrink as examples come right.",
    },
    perceptron: {
      label: "Batch perceptron",
      role: "baseline",
      help: "What LR+GD becomes for infinite steps: the mistakes are added, divided by the number of all examples.",
    },
    normalizedPerceptron: {
      label: "Normalized batch perceptron",
      role: "method",
      help: "What the normalized rule becomes: the mean of the mistakes is added.",
    },
  },
  processorOnly: true,
  liveArms: ["logistic", "normalizedLogistic", "perceptron"],
  plots: {
    mistakes: {
      kind: "line",
      title: "Examples on the wrong side",
      x: { label: "Iterate", scale: "log" },
      y: { label: "Mistakes", scale: "log" },
      guides: [{ label: "none left", y: noMistakes }],
      notice:
        "A run ends where its line reaches the bottom. One against the rest, a single mistake is left at once, and LR+GD spends hundreds of updates on it because it divides by all examples.",
    },
    loss: {
      kind: "line",
      title: "Logistic loss",
      x: { label: "Iterate", scale: "log" },
      y: { label: "Mean loss", scale: "log" },
      notice:
        "On the digits with step 10 the loss of LR+GD climbs past 10 on the way, that of the normalized rule leaps up and down until the end; with step 1 LR+GD's loss only falls, and the run takes longer. Values below 10⁻⁶ are drawn there.",
    },
    scaling: {
      kind: "line",
      title: "Updates against the number of examples",
      x: { label: "Examples, one against the rest", scale: "log" },
      y: { label: "Updates until separated", scale: "log", include: [1] },
      notice:
        "Always on the worst-case data, with your step. LR+GD and the batch perceptron rise with slope 1: ten times the examples, ten times the updates. The normalized rules stay flat.",
    },
    path: {
      kind: "scatter",
      title: "The way of θ/γ",
      x: { label: "First axis" },
      y: { label: "Second axis" },
      joined: true,
      notice:
        "Separators divided by the step size, ringed where they end. The larger the step, the closer LR+GD follows the batch perceptron. In more than two dimensions the first step and its mistakes span the picture.",
    },
    examples: {
      kind: "scatter",
      title: "Examples and separating line",
      x: { label: "First axis", include: [-1, 1] },
      y: { label: "Second axis", include: [-1, 1] },
      notice:
        "The line through 0 at the end of the run, and mistakes ringed where the run gave up. In more than two dimensions the height is the distance from the separating plane.",
    },
    outcome: {
      kind: "text",
      title: "Outcome",
      notice: "How many updates it took, and what the theory promises where it says something.",
    },
  },
  run: liveRun,
  claims,
  picture: {
    plot: "scaling",
    alt: "Updates until separated against the number of examples: a straight rising line for gradient descent and the perceptron, a flat one for the normalized rule.",
  },
});
