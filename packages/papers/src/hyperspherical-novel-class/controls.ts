import { type Arm, choice, type ControlValues, range } from "@offprint/lab";

export const controls = {
  scale: range({
    label: "Scale s",
    help: "What cosines are multiplied by in the normalised softmax. Small: the loss pulls to the end; large: it is content early.",
    min: 2,
    max: 40,
    step: 1,
    default: 10,
  }),
  examples: range({
    label: "Examples per novel class",
    help: "Training images whose mean direction stands for a digit that the network was never trained on.",
    min: 1,
    max: 50,
    step: 1,
    default: 10,
  }),
  baseClasses: range({
    label: "Base classes",
    help: "How many digits the network is trained on; the rest is novel.",
    min: 3,
    max: 8,
    step: 1,
    default: 5,
  }),
  dimension: choice({
    label: "Embedding dimensions",
    help: "3 for a sphere that the eye can follow, where ten classes are crowded; 32 as in the tests of the claims.",
    options: { 32: "32", 3: "3" },
    default: "32",
  }),
  noise: range({
    label: "Pixel noise",
    help: "Standard deviation of the noise on training images; pixels lie between 0 and 1.",
    min: 0,
    max: 0.5,
    step: 0.05,
    default: 0.1,
    advanced: true,
  }),
  steps: range({
    label: "Training steps",
    help: "Batches of 128 images; 0 shows what random weights recognise.",
    min: 0,
    max: 600,
    step: 10,
    default: 300,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;

export const arms: Record<string, Arm> = {
  nsl: {
    label: "Normalised softmax",
    role: "method",
    help: "Classification with unit features and unit class weights; the weights stay the directions of the base classes.",
  },
  softmax: {
    label: "Plain softmax",
    role: "baseline",
    help: "Classification with an ordinary linear layer; afterwards all classes get prototypes.",
  },
  triplet: {
    label: "Triplet",
    role: "baseline",
    help: "Each image closer to one of its class than to one of another by a margin; prototypes for all classes.",
  },
  contrastive: {
    label: "Contrastive pairs",
    role: "baseline",
    help: "Pairs of one class are pulled together, others pushed to a distance of 1; prototypes for all classes.",
  },
};
