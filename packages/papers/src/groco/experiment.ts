import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { plots } from "./plots.ts";
import { runLive } from "./runs.ts";
import { arms, controls } from "./treatments.ts";

export default defineExperiment({
  slug: "groco",
  controls,
  arms,
  liveArms: ["groco", "simclr"],
  plots,
  run: runLive,
  claims,
  picture: {
    plot: "neighbours",
    alt: "Accuracy against the number of neighbours that vote: group ordering above SimCLR throughout",
  },
});
