import { choice, type ControlValues, range, toggle } from "@offprint/lab";
import { ensembleRecipe, fixedRecipe, type Recipe } from "./recipes.ts";

export const controls = {
  task: choice({
    label: "Data",
    help: "Sparse: 20 of 400 inputs matter, 300 examples. Tumours: 30 measurements, 200 examples.",
    options: { sparse: "Sparse and wide", cancer: "Breast tumours" },
    default: "sparse",
  }),
  lambda: range({
    label: "λ",
    help: "Shape of the random derivatives; below 0 more of them are near the clip, above 0 more are near zero.",
    min: -0.9,
    max: 0.9,
    step: 0.1,
    default: 0,
  }),
  tail: toggle({
    label: "Tail",
    help: "Divides the derivatives beyond margin 1 by the margin, so that sure examples pull less.",
    default: true,
  }),
  labelNoise: range({
    label: "Label noise",
    help: "Share of the training labels that are wrong; test labels are right.",
    min: 0,
    max: 0.3,
    step: 0.05,
    default: 0.1,
  }),
  width: range({
    label: "Width",
    help: "Units of each of the two hidden layers.",
    min: 16,
    max: 512,
    step: 16,
    default: 128,
  }),
  learningRate: range({
    label: "Learning rate",
    help: "At the start; it decays to zero along a cosine.",
    min: 0.001,
    max: 0.1,
    step: 0.001,
    scale: "log",
    default: 0.01,
    advanced: true,
  }),
  epochs: range({
    label: "Epochs",
    help: "Passes through the training examples, in batches of 64.",
    min: 10,
    max: 120,
    step: 10,
    default: 60,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;

export const recipes: Record<string, (values: Values) => Recipe> = {
  ensLoss: ({ lambda, tail }) => ensembleRecipe({ lambda, tail }),
  logistic: () => fixedRecipe("logistic"),
  hinge: () => fixedRecipe("hinge"),
  exponential: () => fixedRecipe("exponential"),
};
