import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import { liveRun } from "./runs.ts";

export default defineExperiment({
  slug: "ldr-losses",
  controls,
  arms: {
    aldrKl: {
      label: "ALDR-KL",
      role: "method",
      help: "The adaptive loss: every example has a λ of its own, pulled towards λ₀.",
    },
    ldrKl: {
      label: "LDR-KL",
      role: "method",
      help: "The loss with one λ for all examples.",
    },
    crossEntropy: {
      label: "Cross-entropy",
      role: "baseline",
      help: "LDR-KL with λ = 1 and no margin, on scores as they are.",
    },
    mae: {
      label: "Mean absolute error",
      role: "baseline",
      help: "1 − p of the label: symmetric, so wrong labels cancel out, but slow to learn all classes.",
    },
    topK: {
      label: "Top-k",
      role: "method",
      help: "The limit λ = 0 with weights of at most 1/k: the mean of the k largest margin violations.",
    },
  },
  liveArms: ["aldrKl", "ldrKl", "crossEntropy", "mae"],
  plots: {
    accuracy: {
      kind: "line",
      title: "Test accuracy",
      x: { label: "Training step" },
      y: { label: "Share of test images", include: [0, 1] },
      notice:
        "More than half of the training labels are wrong, the test labels are right. The lines rise, then waver or slip " +
        "back as wrong labels are fitted, until the learning rate falls at half time. A large λ wavers least.",
    },
    topTwo: {
      kind: "line",
      title: "Digit among the first two",
      x: { label: "Training step" },
      y: { label: "Share of test images", include: [0, 1] },
      notice:
        "LDR-KL and ALDR-KL keep the order of all classes, so the second guess is worth something too. The mean absolute " +
        "error gains little from it.",
    },
    lambdas: {
      kind: "histogram",
      title: "λ of every training example, ALDR-KL",
      x: { label: "λ" },
      notice:
        "An even prediction keeps λ near λ₀, a confident one lowers it. Examples with right labels slide further to " +
        "the left than those with wrong ones.",
    },
    weights: {
      kind: "heatmap",
      title: "Worst-case class weights of one image",
      x: "digit, 0 to 9",
      y: "λ from 0.03 to 10",
      value: "weight",
      notice:
        "A training image with a wrong label, if there is one; the outcome says which. At the top, with a small λ, all weight is on the strongest " +
        "rival of the label, as in a support vector machine; further down it spreads until all classes count alike.",
    },
    outcome: {
      kind: "text",
      title: "Outcome",
      notice: "The trained networks on the test images.",
    },
  },
  run: liveRun,
  claims,
  picture: {
    plot: "accuracy",
    alt: "Test accuracy against training step under label noise: the robust losses and cross-entropy rise quickly, the mean absolute error learns late.",
  },
});
