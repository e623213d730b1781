import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { arms, controls } from "./controls.ts";
import { plots } from "./plots.ts";
import { runLive } from "./runs.ts";

export default defineExperiment({
  slug: "hyperspherical-novel-class",
  controls,
  arms,
  liveArms: ["nsl", "triplet"],
  plots,
  run: runLive,
  claims,
  picture: {
    plot: "sphere",
    alt: "Embeddings of digits on a sphere: base digits in tight groups around their class weights, novel ones in between",
  },
});
