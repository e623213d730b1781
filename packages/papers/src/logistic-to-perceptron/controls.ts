import { choice, type ControlValues, range } from "@offprint/lab";

export const controls = {
  stepSize: range({
    label: "Step size γ",
    help: "Of gradient descent; classical theory stops at 2/L, which is 6.4 for one against the rest. The perceptrons have none.",
    min: 0.1,
    max: 1e6,
    step: 0.1,
    default: 10,
    scale: "log",
  }),
  data: choice({
    label: "Data",
    help: "The paper's worst case, random directions with a margin, or images of handwritten 3s and 8s.",
    options: { lowerBound: "one against the rest", ball: "random directions", digits: "digits 3 and 8" },
    default: "lowerBound",
  }),
  examples: range({
    label: "Examples n",
    help: "How many; the images are always 357.",
    min: 10,
    max: 3000,
    step: 1,
    default: 300,
    scale: "log",
  }),
  margin: range({
    label: "Margin",
    help: "Random directions nearer than this to the separating plane are left out.",
    min: 0.01,
    max: 0.3,
    step: 0.01,
    default: 0.05,
  }),
  dimensions: range({
    label: "Dimensions",
    help: "Of the random directions. In two the first update mostly separates them.",
    min: 2,
    max: 20,
    step: 1,
    default: 20,
    advanced: true,
  }),
  patience: range({
    label: "Give up after",
    help: "Updates after which a run that has not separated the examples ends.",
    min: 100,
    max: 20_000,
    step: 1,
    default: 5000,
    scale: "log",
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;
