import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import { plots } from "./plots.ts";
import { runLive } from "./runs.ts";

export default defineExperiment({
  slug: "metrix",
  controls,
  arms: {
    metrix: {
      label: "With mixing",
      role: "method",
      help: "The loss of clean examples plus the weighted loss of mixed ones, which are partly positive.",
    },
    base: {
      label: "Without mixing",
      role: "baseline",
      help: "The loss of clean examples alone, on the same digits, initial weights and batches.",
    },
  },
  liveArms: ["metrix", "base"],
  plots,
  run: runLive,
  claims,
  picture: {
    plot: "recall",
    alt: "Recall@1 on unseen digits against training step: with mixing it stays high, without it falls.",
  },
});
