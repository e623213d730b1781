import { choice, type ControlValues, range } from "@offprint/lab";

export const controls = {
  loss: choice({
    label: "Loss",
    help: "The metric-learning loss that both arms train with.",
    options: {
      multiSimilarity: "Multi-similarity",
      proxyAnchor: "Proxy anchor",
      contrastive: "Contrastive",
    },
    default: "multiSimilarity",
  }),
  mixLevel: choice({
    label: "What is mixed",
    help: "Embeddings, or the images themselves, which costs a pass of every mixture through the network.",
    options: { embedding: "Embeddings", input: "Images", none: "Nothing" },
    default: "embedding",
  }),
  mixWeight: range({
    label: "Weight of mixed examples",
    help: "How much the loss of the mixed examples adds to the clean loss; 0 trains like the other arm.",
    min: 0,
    max: 1,
    step: 0.05,
    default: 0.4,
  }),
  beta: range({
    label: "Beta parameter",
    help: "Below 1 most mixtures are nearly clean; far above 1 most are halves.",
    min: 0.2,
    max: 5,
    step: 0.1,
    default: 2,
  }),
  trainingClasses: range({
    label: "Digits to train on",
    help: "How many of the ten digits the networks learn from; they are tested on the others.",
    min: 2,
    max: 8,
    step: 1,
    default: 5,
  }),
  mixturesPerAnchor: range({
    label: "Mixtures per anchor",
    help: "Mixed examples that each image of a batch is compared with.",
    min: 1,
    max: 20,
    step: 1,
    default: 10,
    advanced: true,
  }),
  steps: range({
    label: "Training steps",
    help: "Batches of ten images of each digit to train on.",
    min: 50,
    max: 800,
    step: 50,
    default: 400,
    advanced: true,
  }),
};

export type Values = ControlValues<typeof controls>;
export type LossName = Values["loss"];
export type MixLevel = Values["mixLevel"];

/** Whether an arm mixes examples, and at which level. */
export function mixLevelOf(arm: string, { mixLevel }: Values): MixLevel {
  return arm === "metrix" ? mixLevel : "none";
}
