import { type Arm, choice, type ControlValues, range, toggle } from "@offprint/lab";

export const controls = {
  head: choice({
    label: "Head",
    help: "How the margin enters: subtracted from the cosine, added to the angle, or added to it by the embedding's length.",
    options: { cosface: "CosFace", arcface: "ArcFace", magface: "MagFace" },
    default: "cosface",
  }),
  whisker: range({
    label: "Whisker",
    help: "Pairs further than this many interquartile ranges beyond the quartiles are left out. Small: only typical pairs stay.",
    min: 0.1,
    max: 3,
    step: 0.1,
    default: 1.5,
  }),
  filter: toggle({
    label: "Filter pairs",
    help: "Off: every pair of the batch joins the denominator, however extreme.",
    default: true,
  }),
  labelNoise: range({
    label: "Wrong labels",
    help: "Share of the training labels that are replaced by random ones.",
    min: 0,
    max: 0.4,
    step: 0.05,
    default: 0,
  }),
  classes: range({
    label: "Training identities",
    help: "How many classes there are. With few of them the pairs of a batch outweigh the class weights.",
    min: 50,
    max: 1000,
    step: 50,
    default: 1000,
  }),
  steps: range({
    label: "Training steps",
    help: "Batches of 128 new images; 0 shows what random weights tell apart.",
    min: 0,
    max: 800,
    step: 10,
    default: 300,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;

export const arms: Record<string, Arm> = {
  unpg: {
    label: "Head with pairs",
    role: "method",
    help: "The denominator holds the class weights and all pairs of different identities in the batch.",
  },
  plain: {
    label: "Head alone",
    role: "baseline",
    help: "Classification as usual: the denominator holds class weights only.",
  },
};
