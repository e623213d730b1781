import { type Claim, metricOf, paired, type Protocol, type Run } from "@offprint/lab";
import type { LossName } from "./controls.ts";
import { trainAndMeasure } from "./runs.ts";

const fixed = { mixLevel: "embedding", mixWeight: 0.4, beta: 2, trainingClasses: 5, mixturesPerAnchor: 10 };

const common =
  "Digits, five of them for training (all their images) and five for the test, drawn by the seed; perceptron " +
  "64-128-32, batches of ten images of each training digit, 400 steps of Adam at 1e-3; with mixing, the loss of ten " +
  "mixed embeddings for each anchor, λ from Beta(2, 2), is added with weight 0.4. ";

const protocolFor = (id: string, loss: LossName, details: string): Protocol => ({
  id,
  version: 1,
  seeds: 6,
  summary: common + details,
  treatments: ["base", "metrix"].map((arm) => ({ id: arm, arm, controls: { ...fixed, loss, steps: 400 } })),
  run: trainAndMeasure as Run,
});

const multiSimilarity = protocolFor(
  "ms-recall",
  "multiSimilarity",
  "Multi-similarity: α 18, β 75, margin 0.77.",
);
const proxyAnchor = protocolFor(
  "pa-recall",
  "proxyAnchor",
  "Proxy anchor: α 32, margin 0.1, proxies at 1e-2.",
);
const contrastive = protocolFor(
  "contrastive-recall",
  "contrastive",
  "Contrastive: Euclidean, margin 0.5, negatives averaged over those inside it.",
);

const levels = (metric: string, name: string) =>
  [
    ["without mixing", "base"],
    ["with mixing", "metrix"],
  ].map(([label, treatment]) => ({
    label: `${name}, ${label}`,
    statistic: (seed: Parameters<typeof metricOf>[0]) => metricOf(seed, treatment!, metric),
  }));

const recallCheck = paired({
  label: "Recall@1 on unseen digits, with − without mixing",
  metric: "recall",
  treatment: "metrix",
  baseline: "base",
  accept: { above: 0 },
});

const utilizationCheck = paired({
  label: "utilization, without − with mixing",
  metric: "utilization",
  treatment: "base",
  baseline: "metrix",
  accept: { above: 0 },
});

const where = "comparison with the state of the art, CUB with ResNet-50";

export const claims: Claim[] = [
  {
    id: "ms-recall",
    headline: true,
    statement:
      "Adding mixed examples to the multi-similarity loss improves retrieval of classes never trained on.",
    paper: { figure: "Recall@1 67.8 to 71.4 % (from memory, not verified)", where },
    protocol: multiSimilarity,
    checks: [recallCheck],
    context: levels("recall", "Recall@1"),
  },
  {
    id: "pa-recall",
    statement: "So it does with the proxy anchor loss.",
    paper: { figure: "Recall@1 69.5 to 71.0 % (from memory, not verified)", where },
    protocol: proxyAnchor,
    checks: [recallCheck],
    context: levels("recall", "Recall@1"),
  },
  {
    id: "contrastive-recall",
    statement: "So it does with the contrastive loss.",
    paper: { figure: "Recall@1 64.7 to 67.4 % (from memory, not verified)", where },
    protocol: contrastive,
    checks: [recallCheck],
    context: levels("recall", "Recall@1"),
  },
  {
    id: "ms-utilization",
    statement:
      "Mixing lowers the utilization of the multi-similarity loss: unseen classes fall nearer to training examples.",
    paper: {
      figure: "lower with mixing on CUB (a figure, value not verified)",
      where: "analysis of utilization",
    },
    protocol: multiSimilarity,
    checks: [utilizationCheck],
    context: levels("utilization", "utilization"),
  },
  {
    id: "pa-utilization",
    statement: "Mixing lowers the utilization of the proxy anchor loss.",
    paper: {
      figure: "lower with mixing on CUB (a figure, value not verified)",
      where: "analysis of utilization",
    },
    protocol: proxyAnchor,
    checks: [utilizationCheck],
    context: levels("utilization", "utilization"),
  },
];
