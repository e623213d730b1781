import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import { plots } from "./plots.ts";
import { runLive } from "./runs.ts";

export default defineExperiment({
  slug: "doubly-robust-at",
  controls,
  arms: {
    done: {
      label: "DONE",
      role: "method",
      help: "Adversarial training whose example weights are the worst case near uniform.",
    },
    adversarial: {
      label: "Adversarial training",
      role: "baseline",
      help: "The same data, initial weights, batches and attacks, and all examples alike.",
    },
  },
  liveArms: ["done", "adversarial"],
  plots,
  run: runLive,
  claims,
  picture: {
    plot: "course",
    alt: "Share of test images that withstand an attack, by epoch: with weights the three worst digits rise first.",
  },
});
