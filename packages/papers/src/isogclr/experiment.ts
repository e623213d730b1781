import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { arms, controls } from "./controls.ts";
import { plots } from "./plots.ts";
import { runLive } from "./runs.ts";

export default defineExperiment({
  slug: "isogclr",
  controls,
  arms,
  liveArms: ["isogclr", "sogclr"],
  plots,
  run: runLive,
  claims,
  picture: {
    plot: "classTemperature",
    alt: "Mean temperature of ten digits against how frequent they are: rising where temperatures are learned, level where they are not",
  },
});
