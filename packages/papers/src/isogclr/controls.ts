import { type Arm, type ControlValues, range, toggle } from "@offprint/lab";

export const controls = {
  rho: range({
    label: "Radius ρ",
    help: "How far an adversary may move the weights of an anchor's negatives from uniform: the smaller, the higher the temperatures that are learned.",
    min: 0.1,
    max: 2,
    step: 0.05,
    default: 1,
  }),
  imbalance: range({
    label: "Imbalance",
    help: "How many times as frequent the most frequent digit is as the rarest; 1 is balanced.",
    min: 1,
    max: 50,
    step: 1,
    default: 20,
  }),
  temperature: range({
    label: "Start temperature τ",
    help: "The temperature of every image at the start; where none are learned, for good.",
    min: 0.07,
    max: 0.7,
    step: 0.01,
    default: 0.1,
  }),
  sweep: toggle({
    label: "Compare start temperatures",
    help: "After your own, train from 0.1, 0.3 and 0.6 as well and add their bars.",
    default: true,
  }),
  steps: range({
    label: "Training steps",
    help: "Batches of 128 images, two views each; 0 shows the network before training.",
    min: 0,
    max: 300,
    step: 10,
    default: 300,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;

export const arms: Record<string, Arm> = {
  isogclr: {
    label: "iSogCLR",
    role: "method",
    help: "Contrasts with the whole data set, and learns a temperature for every image.",
  },
  sogclr: {
    label: "SogCLR",
    role: "baseline",
    help: "The same with learning switched off: all temperatures stay where they start.",
  },
  simclr: {
    label: "SimCLR",
    role: "baseline",
    help: "The usual contrastive loss within the batch, at one fixed temperature.",
  },
};

/** Start temperatures that a live run compares with its own. */
export const sweptTemperatures = [0.1, 0.3, 0.6];

/** Limits of the temperatures. */
export const temperatureBounds = { tauMin: 0.05, tauMax: 0.7 };
