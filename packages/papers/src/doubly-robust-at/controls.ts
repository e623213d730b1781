import { type ControlValues, range } from "@offprint/lab";
import type { Recipe } from "./training.ts";

export const controls = {
  r: range({
    label: "r",
    help: "Price of leaving uniform weights: small values put most weight on the worst examples, large ones are plain adversarial training.",
    min: 0.25,
    max: 100,
    step: 0.05,
    scale: "log",
    default: 1,
  }),
  epsilon: range({
    label: "Attack radius ε",
    help: "How far an attack may move each pixel, on the scale from black 0 to white 1.",
    min: 0,
    max: 0.3,
    step: 0.01,
    default: 0.15,
  }),
  imbalance: range({
    label: "Imbalance",
    help: "Share of the training images of digit 9 that stay; the digits between 0 and 9 thin out step by step.",
    min: 0.05,
    max: 1,
    step: 0.05,
    default: 0.1,
  }),
  beta: range({
    label: "β",
    help: "Share of the current batch in the running mean that weights are measured against; 1 forgets earlier batches.",
    min: 0.1,
    max: 1,
    step: 0.05,
    default: 0.9,
  }),
  epochs: range({
    label: "Epochs",
    help: "Passes through the training images.",
    min: 5,
    max: 60,
    step: 5,
    default: 30,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;

/** How each arm trains. */
export const recipes: Record<string, (values: Values) => Recipe> = {
  done: ({ epsilon, r, beta }) => ({ epsilon, reweighting: { r, beta } }),
  adversarial: ({ epsilon }) => ({ epsilon }),
};
