import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import { plots } from "./plots.ts";
import { liveRun } from "./runs.ts";

export default defineExperiment({
  slug: "ensloss",
  controls,
  arms: {
    ensLoss: {
      label: "EnsLoss",
      role: "method",
      help: "Derivatives drawn at random for every batch, given to the margins in order.",
    },
    logistic: {
      label: "Logistic",
      role: "baseline",
      help: "Cross-entropy of two classes, log(1 + exp(−s)), on the same data, initial weights and batches.",
    },
    hinge: { label: "Hinge", role: "baseline", help: "max(0, 1 − s), the loss of support vector machines." },
    exponential: {
      label: "Exponential",
      role: "baseline",
      help: "exp(−s), the loss of AdaBoost; its gradient is clipped to norm 10.",
    },
  },
  liveArms: ["ensLoss", "logistic", "hinge", "exponential"],
  plots,
  run: liveRun,
  claims,
  picture: {
    plot: "accuracy",
    alt: "Test accuracy against epoch: EnsLoss ends above the logistic, the hinge and the exponential loss.",
  },
});
