import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import { plots } from "./plots.ts";
import { runLive } from "./runs.ts";

export default defineExperiment({
  slug: "srat",
  controls,
  arms: {
    srat: {
      label: "SRAT",
      role: "method",
      help: "Adversarial training with the separation term, and class weights that come on late.",
    },
    deferred: {
      label: "Deferred reweighting",
      role: "baseline",
      help: "The same without the separation term.",
    },
    plain: {
      label: "Adversarial training",
      role: "baseline",
      help: "Cross-entropy of attacked images, all digits weighted alike.",
    },
    natural: {
      label: "Ordinary training",
      role: "baseline",
      help: "Cross-entropy of clean images.",
    },
    weighted: {
      label: "Adversarial, tail weight",
      role: "baseline",
      help: "Adversarial training that gives the rare digits the tail weight from the first step on.",
    },
    naturalWeighted: {
      label: "Ordinary, tail weight",
      role: "baseline",
      help: "Ordinary training with the tail weight.",
    },
  },
  liveArms: ["srat", "deferred", "plain"],
  plots,
  run: runLive,
  claims,
  picture: {
    plot: "trade",
    alt: "Accuracy under attack against epoch: once class weights come on, rare digits gain and frequent ones lose, least with SRAT.",
  },
});
