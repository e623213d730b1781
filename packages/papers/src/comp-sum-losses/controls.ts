import { type ControlValues, range } from "@offprint/lab";
import { compSumRecipe, type Recipe, smoothAdversarialRecipe, tradesRecipe } from "./recipes.ts";

export const controls = {
  tau: range({
    label: "τ",
    help: "Member of the family: 0 sum-exponential, 1 cross-entropy, 2 mean absolute error.",
    min: 0,
    max: 2.5,
    step: 0.1,
    default: 1,
  }),
  otherTau: range({
    label: "τ to compare with",
    help: "A second member of the family, trained beside the first.",
    min: 0,
    max: 2.5,
    step: 0.1,
    default: 2,
  }),
  learningRate: range({
    label: "Learning rate",
    help: "Small τ needs small steps: its gradients grow with the loss.",
    min: 0.01,
    max: 0.2,
    step: 0.01,
    default: 0.1,
  }),
  labelNoise: range({
    label: "Label noise",
    help: "Share of the training labels that are wrong; large τ cares less about them.",
    min: 0,
    max: 0.6,
    step: 0.05,
    default: 0,
  }),
  nu: range({
    label: "ν",
    help: "Weight of the smooth penalty on what an attack can move.",
    min: 0,
    max: 1,
    step: 0.05,
    default: 0.5,
  }),
  rho: range({
    label: "ρ",
    help: "Divides the clean score differences in the smooth adversarial loss; small values ask for less margin.",
    min: 0.25,
    max: 2,
    step: 0.05,
    default: 0.5,
  }),
  epsilon: range({
    label: "Attack radius ε",
    help: "How far an attack may move each pixel, on the scale from black 0 to white 1.",
    min: 0.01,
    max: 0.2,
    step: 0.01,
    default: 0.1,
    advanced: true,
  }),
  tradesWeight: range({
    label: "TRADES weight",
    help: "Weight of the divergence between clean and attacked predictions in the baseline.",
    min: 1,
    max: 10,
    step: 0.5,
    default: 3,
    advanced: true,
  }),
  epochs: range({
    label: "Epochs",
    help: "Passes through the 1200 training images, of 18 steps each.",
    min: 5,
    max: 60,
    step: 5,
    default: 30,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;

/** What an arm trains with; the member of the family and the divisor of its margin where it has them. */
export interface ArmSetup {
  recipe: Recipe;
  tau?: number;
  rho?: number;
}

export const setups: Record<string, (values: Values) => ArmSetup> = {
  compSum: ({ tau }) => ({ recipe: compSumRecipe(tau), tau }),
  otherCompSum: ({ otherTau }) => ({ recipe: compSumRecipe(otherTau), tau: otherTau }),
  smoothAdversarial: ({ tau, rho, nu, epsilon }) => ({
    recipe: smoothAdversarialRecipe({ tau, rho, nu, epsilon }),
    tau,
    rho,
  }),
  trades: ({ tradesWeight, epsilon }) => ({ recipe: tradesRecipe({ weight: tradesWeight, epsilon }) }),
};
