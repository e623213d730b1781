import { type Arm, choice, type ControlValues, range, toggle } from "@offprint/lab";
import type { AmclForm } from "@offprint/methods/losses";
import type { AugmentationCount } from "./augmentations.ts";

/** The largest number of heads that a reader can choose. */
export const mostHeads = 5;

/** Bounds of the learned temperatures. */
export const temperatureBounds = { tauMin: 0.05, tauMax: 0.5 };

export const controls = {
  heads: range({
    label: "Heads",
    help: "Projectors on the one encoder, each with embeddings and an opinion of its own; SimCLR has one.",
    min: 1,
    max: mostHeads,
    step: 1,
    default: 3,
  }),
  augmentations: choice<AugmentationCount>({
    label: "Augmentations",
    help: "How views are made. The more is changed, the less two views of one image look alike.",
    options: {
      1: "1: shift",
      3: "3: shift, cutout, noise",
      5: "5: shift, rotation, cutout, contrast, noise",
    },
    default: "5",
  }),
  adaptive: toggle({
    label: "Adaptive temperature",
    help: "On: every pair has its own temperature, by a small layer that is learned. Off: all have the constant one.",
    default: true,
  }),
  beta: range({
    label: "Regulariser β",
    help: "How much Ω(τ) counts, which holds positives near 2/d; with a constant temperature it cancels.",
    min: 0,
    max: 1,
    step: 0.05,
    default: 0.1,
  }),
  form: choice<AmclForm>({
    label: "Form of the loss",
    help: "What a positive is compared with: all other rows softly, the nearest negative only (as printed), or all negatives.",
    options: { softmax: "softmax", max: "nearest negative", decoupled: "negatives only" },
    default: "softmax",
    advanced: true,
  }),
  temperature: range({
    label: "Constant temperature",
    help: "Of SimCLR, and of AMCL where temperatures are not adaptive.",
    min: 0.05,
    max: 0.5,
    step: 0.01,
    default: 0.2,
    advanced: true,
  }),
  steps: range({
    label: "Training steps",
    help: "Batches of 128 images, two views each; 0 shows the network before training.",
    min: 0,
    max: 200,
    step: 10,
    default: 200,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;

export const arms: Record<string, Arm> = {
  amcl: {
    label: "AMCL",
    role: "method",
    help: "Several heads, and a learned temperature for every pair in every head.",
  },
  simclr: {
    label: "SimCLR",
    role: "baseline",
    help: "The usual contrastive loss: one head, one temperature for all pairs.",
  },
};

/** What an arm trains with. */
export interface Treatment {
  heads: number;
  /** The temperature of all pairs, where none are learned. */
  constant: number | undefined;
  beta: number;
  form: AmclForm;
}

/** SimCLR is the loss with one head and a constant temperature. */
export function treatmentOf(arm: string, { heads, adaptive, beta, form, temperature }: Values): Treatment {
  if (arm === "simclr") return { heads: 1, constant: temperature, beta: 0, form: "softmax" };
  return { heads: Math.round(heads), constant: adaptive ? undefined : temperature, beta, form };
}
