import { choice, type ControlValues, range } from "@offprint/lab";

export const controls = {
  weight: range({
    label: "Weight of TCM",
    help: "How much the regulariser adds to the base loss; 0 trains like the other arm.",
    min: 0,
    max: 8,
    step: 0.5,
    default: 1,
  }),
  marginPlus: range({
    label: "Positive margin",
    help: "Cosine m⁺ below which two images of one class are pulled together.",
    min: 0.5,
    max: 1,
    step: 0.05,
    default: 0.9,
  }),
  marginMinus: range({
    label: "Negative margin",
    help: "Cosine m⁻ above which two images of different classes are pushed apart.",
    min: 0,
    max: 0.8,
    step: 0.05,
    default: 0.5,
  }),
  base: choice({
    label: "Base loss",
    help: "The metric-learning loss that both arms train with. Multi-similarity has absolute margins of its own.",
    options: { normalizedSoftmax: "Normalised softmax", multiSimilarity: "Multi-similarity" },
    default: "normalizedSoftmax",
  }),
  steps: range({
    label: "Training steps",
    help: "Batches of four images of each of 24 classes to train on; 0 shows the network as it starts.",
    min: 0,
    max: 300,
    step: 30,
    default: 300,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;
export type BaseLoss = Values["base"];
