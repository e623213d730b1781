import { choice, type ControlValues, range } from "@offprint/lab";

export const controls = {
  biasModel: choice({
    label: "Bias",
    help: "Either every judge takes something off the group's utilities, or pairs in the finished rankings are swapped.",
    options: { utility: "lower utility", swapping: "swapped pairs" },
    default: "utility",
  }),
  bias: range({
    label: "Bias b",
    help: "What judges take off the utility of the disadvantaged group, in standard deviations of quality.",
    min: 0,
    max: 3,
    step: 0.1,
    default: 2,
  }),
  swapFraction: range({
    label: "Share of pairs swapped",
    help: "For swapped pairs only: how many of the pairs in which a disadvantaged item is ahead get exchanged.",
    min: 0,
    max: 1,
    step: 0.05,
    default: 0.5,
  }),
  rankings: range({
    label: "Rankings n",
    help: "Number of judges.",
    min: 5,
    max: 10000,
    step: 1,
    default: 100,
    scale: "log",
  }),
  seats: range({
    label: "Seats guaranteed",
    help: "Of the eight seats, how many at least go to the disadvantaged group.",
    min: 0,
    max: 8,
    step: 1,
    default: 4,
  }),
  items: range({
    label: "Items m",
    help: "Number of candidates; half of them, at random, are disadvantaged.",
    min: 20,
    max: 60,
    step: 10,
    default: 40,
    advanced: true,
  }),
};

export type Chosen = ControlValues<typeof controls>;
