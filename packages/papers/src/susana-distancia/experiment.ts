import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { arms, controls } from "./controls.ts";
import { plots } from "./plots.ts";
import { runLive } from "./runs.ts";

export default defineExperiment({
  slug: "susana-distancia",
  controls,
  arms,
  liveArms: ["crossEntropy", "icnn"],
  plots,
  run: runLive,
  claims,
  picture: {
    plot: "points",
    alt: "Points of three classes in the plane that have followed the gradient of a loss, with arrows where it pulls next",
  },
});
