import { type ControlValues, range, toggle } from "@offprint/lab";
import type { Privacy, Setting } from "./regression.ts";

export const controls = {
  bagSize: range({
    label: "Bag size k",
    help: "How many responses are averaged into one.",
    min: 1,
    max: 20,
    step: 1,
    default: 10,
  }),
  rho: range({
    label: "Weight ρ",
    help: "Weight of the instance-level loss in the interpolation. Towards 0 it is the bag-level loss, at 1 the instance-level loss.",
    min: 0.001,
    max: 1,
    step: 0.001,
    default: 0.056,
    scale: "log",
  }),
  noise: range({
    label: "Noise σ",
    help: "Standard deviation of a single response; the signal's is 1.",
    min: 0,
    max: 3,
    step: 0.1,
    default: 1,
  }),
  ratio: range({
    label: "Samples per feature n/d",
    help: "Bags larger than this leave fewer averages than unknowns.",
    min: 4,
    max: 40,
    step: 1,
    default: 20,
  }),
  isPrivate: toggle({
    label: "Private averages",
    help: "Adds Laplace noise to every average, so that it says little about any one response.",
    default: false,
  }),
  epsilon: range({
    label: "Privacy budget ε",
    help: "With private averages: the smaller, the more noise.",
    min: 0.5,
    max: 16,
    step: 0.1,
    default: 2,
    scale: "log",
  }),
  clip: range({
    label: "Clip at C",
    help: "Private responses are clipped to −C … C; the noise grows with C. Predictions leave out what clipping biases.",
    min: 1,
    max: 10,
    step: 0.5,
    default: 4,
    advanced: true,
  }),
  dim: range({
    label: "Features d",
    help: "More bring simulation and prediction closer, and take longer.",
    min: 20,
    max: 100,
    step: 10,
    default: 50,
    advanced: true,
  }),
  draws: range({
    label: "Data sets",
    help: "Simulated risks are means over so many draws.",
    min: 1,
    max: 20,
    step: 1,
    default: 5,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;

export const settingOf = ({ ratio, dim, noise }: Values): Setting => ({ samples: ratio * dim, dim, noise });

export const privacyOf = ({ isPrivate, clip, epsilon }: Values): Privacy | undefined =>
  isPrivate ? { clip, epsilon } : undefined;

/** The weight that an arm stands for. */
export function rhoOf(arm: string, { rho }: Pick<Values, "rho">): number {
  return arm === "bag" ? 0 : arm === "instance" ? 1 : rho;
}
