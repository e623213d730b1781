import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { arms, controls } from "./controls.ts";
import { plots } from "./plots.ts";
import { runLive } from "./runs.ts";

export default defineExperiment({
  slug: "amcl",
  controls,
  arms,
  liveArms: ["amcl", "simclr"],
  plots,
  run: runLive,
  claims,
  picture: {
    plot: "separation",
    alt: "Probability that a positive pair is more similar than a negative one, by training step: the average of three heads gets ahead of each of them and of SimCLR",
  },
});
