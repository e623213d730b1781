import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { plots } from "./plots.ts";
import { runLive } from "./runs.ts";
import { arms, controls } from "./treatments.ts";

export default defineExperiment({
  slug: "contrastive-loss-behaviour",
  controls,
  arms,
  liveArms: ["contrastive", "simple"],
  plots,
  run: runLive,
  claims,
  picture: {
    plot: "sphere",
    alt: "Embeddings of digits on a sphere: spread out by the contrastive loss, in a few clumps with the simple loss",
  },
});
