import { type ControlValues, range } from "@offprint/lab";

export const controls = {
  toughWeight: range({
    label: "Weight of the tough teacher",
    help: "How much the teacher counts that was trained on the labels. With both weights at 0 only the main loss is left.",
    min: 0,
    max: 3,
    step: 0.1,
    default: 1,
  }),
  tolWeight: range({
    label: "Weight of the tolerant teacher",
    help: "How much the teacher counts that was trained on soft landmarks.",
    min: 0,
    max: 3,
    step: 0.1,
    default: 1,
  }),
  beta: range({
    label: "Quiet zone β",
    help: "A teacher says nothing to a student whose error is below this share of its own.",
    min: 0,
    max: 0.5,
    step: 0.01,
    default: 0.15,
  }),
  explainedVariance: range({
    label: "Variance kept in soft landmarks",
    help: "Share of the variance of all faces that the tolerant teacher's targets retain: less is smoother and easier.",
    min: 0.5,
    max: 1,
    step: 0.01,
    default: 0.9,
  }),
  labelNoise: range({
    label: "Label noise",
    help: "Standard deviation of the annotator's errors in image sizes; a pixel is 0.083. Errors are measured without it.",
    min: 0,
    max: 0.05,
    step: 0.005,
    default: 0.01,
  }),
  epochs: range({
    label: "Epochs",
    help: "Passes of each network through the 1000 faces; the learning rate falls at 50 % and at 80 % of them.",
    min: 5,
    max: 60,
    step: 5,
    default: 30,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;
