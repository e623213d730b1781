import { type ControlValues, range } from "@offprint/lab";
import type { Recipe } from "./training.ts";
import { tailWeights } from "./imbalance.ts";

export const controls = {
  ratio: range({
    label: "Imbalance ratio",
    help: "How many images of a frequent digit (0–4) there are for one of a rare digit (5–9).",
    min: 1,
    max: 50,
    step: 1,
    default: 10,
  }),
  epsilon: range({
    label: "Attack radius ε",
    help: "How far an attack may move each pixel, on the scale from black 0 to white 1.",
    min: 0,
    max: 0.15,
    step: 0.01,
    default: 0.07,
  }),
  lambda: range({
    label: "λ",
    help: "Weight of the separation term; at 0 SRAT is deferred reweighting.",
    min: 0,
    max: 3,
    step: 0.1,
    default: 1,
  }),
  temperature: range({
    label: "τ",
    help: "Temperature of the separation term: small values look at the nearest neighbours only.",
    min: 0.05,
    max: 1,
    step: 0.05,
    default: 0.1,
  }),
  reweightFrom: range({
    label: "Reweight from, %",
    help: "Share of the training after which the class weights come on; 0 has them from the start, 100 never.",
    min: 0,
    max: 100,
    step: 5,
    default: 50,
  }),
  tailWeight: range({
    label: "Tail weight",
    help: "Weight of the rare digits, from the first step, in the two arms that are named after it.",
    min: 1,
    max: 50,
    step: 1,
    default: 25,
    advanced: true,
  }),
  epochs: range({
    label: "Epochs",
    help: "Passes through the training images; the learning rate falls to a tenth after 80 % and again after 90 %.",
    min: 10,
    max: 80,
    step: 5,
    default: 40,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;

/** How each arm trains. */
export const recipes: Record<string, (values: Values) => Recipe> = {
  srat: ({ lambda, temperature, ...values }) => ({
    ...deferred(values),
    separation: { lambda, temperature },
  }),
  deferred: (values) => deferred(values),
  plain: ({ epsilon }) => ({ epsilon }),
  natural: () => ({}),
  weighted: ({ epsilon, tailWeight }) => ({ epsilon, weighting: weightedTail(tailWeight) }),
  naturalWeighted: ({ tailWeight }) => ({ weighting: weightedTail(tailWeight) }),
};

function deferred({ epsilon, reweightFrom }: Pick<Values, "epsilon" | "reweightFrom">): Recipe {
  return { epsilon, weighting: { weights: "classBalanced", from: reweightFrom / 100, divideBy: "count" } };
}

function weightedTail(weight: number): Recipe["weighting"] {
  return { weights: tailWeights(weight), from: 0, divideBy: "weights" };
}
