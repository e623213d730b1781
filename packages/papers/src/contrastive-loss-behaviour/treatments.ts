import { type Arm, choice, type ControlValues, range, toggle } from "@offprint/lab";
import type { ContrastiveOptions } from "@offprint/methods/losses";

export const controls = {
  temperature: range({
    label: "Temperature τ",
    help: "Small: nearly all the push goes to the few nearest negatives. Large: all are pushed alike.",
    min: 0.03,
    max: 2,
    step: 0.01,
    scale: "log",
    default: 0.2,
  }),
  hardFraction: range({
    label: "Hard fraction α",
    help: "The share of each anchor's negatives that the hard losses keep, the most similar ones; 1 keeps all.",
    min: 0.02,
    max: 1,
    step: 0.01,
    default: 0.1,
  }),
  sweep: toggle({
    label: "Compare temperatures",
    help: "After your own, train at 0.05, 0.1, 0.5 and 1 as well and add their dots to the trade-off.",
    default: true,
  }),
  dimension: choice({
    label: "Embedding dimensions",
    help: "32 as in the tests of the claims; 3 for a sphere that the eye can follow, with little room to trade.",
    options: { 32: "32", 3: "3" },
    default: "32",
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
  contrastive: {
    label: "Contrastive",
    role: "method",
    help: "The softmax loss: looks for hard negatives by itself, as narrowly as the temperature says.",
  },
  simple: {
    label: "Simple",
    role: "baseline",
    help: "A linear loss that pushes on all negatives alike; what the contrastive loss tends to as τ grows.",
  },
  hardContrastive: {
    label: "Hard contrastive",
    role: "method",
    help: "The softmax loss over the most similar negatives of each anchor only.",
  },
  hardSimple: {
    label: "Hard simple",
    role: "method",
    help: "The linear loss over the most similar negatives only: hardness by choice alone.",
  },
};

/** Temperatures that a live run is compared with. */
export const sweptTemperatures = [0.05, 0.1, 0.5, 1];

/** Whether the temperature matters to an arm's loss. */
export const hasTemperature = (arm: string) => arm === "contrastive" || arm === "hardContrastive";

/** The loss that an arm trains with. */
export function lossOf(
  arm: string,
  { temperature, hardFraction }: Pick<Values, "temperature" | "hardFraction">,
): ContrastiveOptions {
  const isHard = arm === "hardContrastive" || arm === "hardSimple";
  return {
    ...(hasTemperature(arm) ? { temperature } : { form: "simple" }),
    ...(isHard && { hardFraction }),
  };
}
