import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { arms, controls } from "./controls.ts";
import { plots } from "./plots.ts";
import { runLive } from "./runs.ts";

export default defineExperiment({
  slug: "unpg",
  controls,
  arms,
  liveArms: ["unpg", "plain"],
  plots,
  run: runLive,
  claims,
  picture: {
    plot: "negatives",
    alt: "Cosines of three kinds of negatives: alike with pairs in the denominator, far apart for the head alone",
  },
});
