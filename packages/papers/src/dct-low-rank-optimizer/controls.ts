import { choice, type ControlValues, range, toggle } from "@offprint/lab";

export const controls = {
  rank: range({
    label: "Rank",
    help: "Dimension of the subspace in which each hidden layer's moments live.",
    min: 1,
    max: 64,
    step: 1,
    default: 8,
  }),
  basis: choice({
    label: "Basis",
    help: "Where the subspace of the first arm comes from. Trion always takes the DCT.",
    options: {
      dct: "DCT columns",
      random: "random orthonormal",
      svd: "singular vectors",
      identity: "single inputs",
    },
    default: "dct",
  }),
  updateInterval: range({
    label: "Selection interval T",
    help: "Steps between two choices of the subspace. Trion chooses at every step.",
    min: 1,
    max: 50,
    step: 1,
    default: 1,
  }),
  rotateState: toggle({
    label: "Rotate states",
    help: "Carry the moments into each new subspace. Off: they stay in place and meet other basis vectors.",
    default: true,
  }),
  optimizer: choice({
    label: "Optimizer of the first arm",
    help: "DCT-AdamW, or Trion: orthogonalised momentum on DCT columns, at a rate about five times as large.",
    options: { adamw: "low-rank AdamW", trion: "Trion" },
    default: "adamw",
  }),
  learningRate: range({
    label: "Learning rate",
    help: "The same for the low-rank layers and for plain Adam on everything else.",
    min: 0.0003,
    max: 0.1,
    step: 0.0001,
    default: 0.003,
    scale: "log",
    advanced: true,
  }),
  epochs: range({
    label: "Epochs",
    help: "Passes over the 1200 training digits, of 18 steps each.",
    min: 1,
    max: 30,
    step: 1,
    default: 15,
    advanced: true,
  }),
};

export type Settings = ControlValues<typeof controls>;
