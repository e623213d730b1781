import { defineExperiment } from "@offprint/lab";
import { claims } from "./claims.ts";
import { controls } from "./controls.ts";
import { plots } from "./plots.ts";
import { run } from "./runs.ts";

export default defineExperiment({
  slug: "facial-landmark-kd",
  controls,
  arms: {
    kdLoss: {
      label: "KD-Loss",
      role: "method",
      help: "The main loss with the assistance of a tough and a tolerant teacher, which are trained first.",
    },
    mainLoss: {
      label: "Main loss alone",
      role: "baseline",
      help: "The same without assistance: linear up to the tolerant teacher's error, nearly flat beyond.",
    },
    squared: {
      label: "Squared error",
      role: "baseline",
      help: "The mean squared error, without a teacher.",
    },
    absolute: {
      label: "Absolute error",
      role: "baseline",
      help: "The mean absolute error, without a teacher: linear like the main loss near the truth.",
    },
  },
  liveArms: ["kdLoss", "squared", "absolute"],
  plots,
  run,
  claims,
  picture: {
    plot: "error",
    alt: "Error on new faces against epoch: KD-Loss near the squared error, above the absolute error and both teachers.",
  },
});
