import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import { plots } from "./plots.ts";
import { runLive } from "./runs.ts";

export default defineExperiment({
  slug: "tcm",
  controls,
  arms: {
    tcm: {
      label: "With TCM",
      role: "method",
      help: "The base loss plus the threshold-consistent margin loss.",
    },
    base: {
      label: "Base loss",
      role: "baseline",
      help: "The base loss alone, on the same classes, initial weights and batches.",
    },
  },
  liveArms: ["tcm", "base"],
  plots,
  run: runLive,
  claims,
  picture: {
    plot: "utility",
    alt: "Utility of each unseen class against the distance threshold: with TCM the bundle of lines is tighter.",
  },
});
