import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import { plots } from "./plots.ts";
import { run } from "./runs.ts";

export default defineExperiment({
  slug: "dual-head-kd",
  controls,
  arms: {
    twoHeads: {
      label: "Two heads",
      role: "method",
      help: "Cross-entropy at the main head, logit loss at an auxiliary head that is thrown away afterwards.",
    },
    oneHead: {
      label: "One head, both losses",
      role: "baseline",
      help: "Cross-entropy and logit loss at the same head.",
    },
    crossEntropy: {
      label: "Labels alone",
      role: "baseline",
      help: "Cross-entropy, without a teacher.",
    },
    logitLoss: {
      label: "Logit loss alone",
      role: "baseline",
      help: "One head that matches the teacher's logits and never sees a label.",
    },
    classical: {
      label: "Classical distillation",
      role: "baseline",
      help: "One head with cross-entropy and the divergence between softmaxes at temperature 4.",
    },
  },
  liveArms: ["twoHeads", "oneHead", "crossEntropy"],
  plots,
  run,
  claims,
  picture: {
    plot: "accuracy",
    alt: "Test accuracy against epoch: both students with a teacher stay well above the one that has labels alone.",
  },
});
