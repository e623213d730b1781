import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import { lossCurve, zeroOneStep } from "./curves.ts";
import { liveRun } from "./runs.ts";

const shownTaus = [0, 1, 1.5, 2];

export default defineExperiment({
  slug: "comp-sum-losses",
  controls,
  arms: {
    compSum: {
      label: "Comp-sum loss, τ",
      role: "method",
      help: "The comp-sum loss with the τ that you set.",
    },
    otherCompSum: {
      label: "Comp-sum loss, other τ",
      role: "baseline",
      help: "A second member of the family on the same data, initial weights and batches.",
    },
    smoothAdversarial: {
      label: "Smooth adversarial comp-sum",
      role: "method",
      help: "The loss for training against attacks: clean comp-sum loss plus ν times what an attack moves.",
    },
    trades: {
      label: "TRADES",
      role: "baseline",
      help: "Cross-entropy plus the divergence between clean and attacked predictions.",
    },
  },
  liveArms: ["compSum", "otherCompSum", "smoothAdversarial", "trades"],
  plots: {
    accuracy: {
      kind: "line",
      title: "Test accuracy",
      x: { label: "Training step" },
      y: { label: "Share of test images", include: [0, 1] },
      notice:
        "With two values of τ far apart, the same recipe learns quickly or hardly at all. The mean absolute error " +
        "(τ = 2) rises late and in steps, class by class, and may leave some digits unlearned for good.",
    },
    loss: {
      kind: "line",
      title: "Training loss",
      x: { label: "Training step" },
      y: { label: "Mean loss of an epoch", scale: "log" },
      notice:
        "Each arm shows its own loss, so heights don't compare, but shapes do. For small τ and large steps the line " +
        "shoots up and breaks off: the loss overflowed.",
    },
    robustness: {
      kind: "line",
      title: "Accuracy under attack",
      x: { label: "Training step" },
      y: { label: "Share of test images", include: [0, 1] },
      notice:
        "Share of the test images that stay right under two attacks of 20 steps. Training on clean images alone " +
        "keeps far less of it; ν sets the balance with clean accuracy.",
    },
    penalty: {
      kind: "line",
      title: "Loss against margin",
      x: { label: "Margin h_y − h_y' of two classes", include: [-3.8] },
      y: { label: "Loss", include: [0] },
      guides: [
        { label: "zero-one", points: zeroOneStep },
        // From right to left: the label of a guide stands where it ends.
        ...shownTaus.map((tau) => ({ label: `τ = ${tau}`, points: lossCurve(tau).reverse() })),
      ],
      notice:
        "To the left the network is confidently wrong. The larger τ, the flatter the loss is there, and the less a " +
        "wrong label or a hard example can pull.",
    },
    guarantee: {
      kind: "line",
      title: "What a small loss guarantees",
      x: { label: "Surrogate regret" },
      y: { label: "Largest zero-one regret", include: [0, 1] },
      notice:
        "The bound Γ_τ. Up to τ = 1 the number of classes does not matter and the lines coincide; above it the " +
        "guarantee fades as classes are added.",
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
    alt: "Test accuracy against training step: cross-entropy rises quickly, the mean absolute error stays below it.",
  },
});
