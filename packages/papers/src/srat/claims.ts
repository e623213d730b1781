import { type Claim, metricOf, paired, type Protocol, type Run, type SeedMetrics } from "@offprint/lab";
import { trainAndTest } from "./runs.ts";

const recipe =
  "perceptron 64-64-64-10; 40 epochs of SGD with momentum 0.9, weight decay 5e-4, learning rate 0.05, a tenth from " +
  "epoch 32 and again from 36, batch 64; attacks from random starts, 5 steps of ε/4 in training and 20 of ε/8 in " +
  "testing.";
const digits = (rare: number) =>
  `Digits, 100 training images of each of 0–4 and ${rare} of each of 5–9, 60 of each to test with;`;

const atRatio10 = { ratio: 10, epsilon: 0.07, lambda: 1, temperature: 0.1, reweightFrom: 50, epochs: 40 };
const separability: Protocol = {
  id: "srat-vs-drcb",
  version: 1,
  seeds: 6,
  summary: `${digits(10)} ε = 0.07; weights from epoch 20; ${recipe}`,
  treatments: [
    { id: "srat", arm: "srat", controls: atRatio10 },
    { id: "deferred", arm: "deferred", controls: atRatio10 },
    { id: "from-the-start", arm: "deferred", controls: { ...atRatio10, reweightFrom: 0 } },
    { id: "plain", arm: "plain", controls: atRatio10 },
  ],
  run: trainAndTest as Run,
};

const atRatio20 = { ratio: 20, epsilon: 0.1, tailWeight: 25, epochs: 40 };
const imbalance: Protocol = {
  id: "at-hurts-tail",
  version: 1,
  seeds: 10,
  summary: `${digits(5)} ε = 0.1; weights, where there are any, 1 and 25 from the start; ${recipe}`,
  treatments: ["plain", "natural", "weighted", "naturalWeighted"].map((arm) => ({
    id: arm,
    arm,
    controls: atRatio20,
  })),
  run: trainAndTest as Run,
};

const level = (label: string, treatment: string, metric: string) => ({
  label,
  statistic: (seed: SeedMetrics) => metricOf(seed, treatment, metric),
});

const gain = (label: string, metric: string) => ({
  label: `${label}, SRAT − deferred reweighting`,
  statistic: (seed: SeedMetrics) => metricOf(seed, "srat", metric) - metricOf(seed, "deferred", metric),
});

/** What tail weights take from the head, more so under adversarial than under ordinary training. */
const tension = (metric: string) => (seed: SeedMetrics) => {
  const drop = (plain: string, weighted: string) =>
    metricOf(seed, plain, metric) - metricOf(seed, weighted, metric);
  return drop("plain", "weighted") - drop("natural", "naturalWeighted");
};

const levelsOfHead = (kind: string, metric: string) => {
  const named = (training: string) => `${kind} accuracy of the frequent digits, ${training} training`;
  return [
    level(named("adversarial"), "plain", metric),
    level(named("weighted adversarial"), "weighted", metric),
    level(named("ordinary"), "natural", metric),
    level(named("weighted ordinary"), "naturalWeighted", metric),
  ];
};

export const claims: Claim[] = [
  {
    id: "srat-vs-drcb",
    headline: true,
    statement:
      "On imbalanced data, adding the separation term to adversarial training with deferred class weights makes " +
      "the network withstand more attacks.",
    paper: {
      figure: "SRAT is best in most settings with imbalanced CIFAR-10 and SVHN (figures not verified)",
      where: "Main tables",
    },
    protocol: separability,
    checks: [
      paired({
        label: "robust test accuracy of all digits, SRAT − deferred reweighting",
        metric: "robust",
        treatment: "srat",
        baseline: "deferred",
        accept: { above: 0 },
      }),
    ],
    context: [
      gain("clean accuracy", "clean"),
      gain("robust accuracy of the frequent digits", "robustHead"),
      gain("robust accuracy of the rare digits", "robustTail"),
      gain("clean accuracy of the rare digits", "cleanTail"),
      level("robust accuracy, SRAT", "srat", "robust"),
      level("robust accuracy, deferred reweighting", "deferred", "robust"),
      level("robust accuracy, class weights from the start", "from-the-start", "robust"),
      level("robust accuracy, no class weights", "plain", "robust"),
    ],
  },
  {
    id: "at-hurts-tail",
    statement:
      "On imbalanced data, adversarial training does worse on the rare classes than ordinary training, even on " +
      "clean images.",
    paper: {
      figure: "Rare classes lose far more than frequent ones (figures not verified)",
      where: "Preliminary study",
    },
    protocol: imbalance,
    checks: [
      paired({
        label: "clean test accuracy of the rare digits, adversarial − ordinary training",
        metric: "cleanTail",
        treatment: "plain",
        baseline: "natural",
        accept: { below: 0 },
      }),
    ],
    context: [
      level("clean accuracy of the rare digits, adversarial training", "plain", "cleanTail"),
      level("clean accuracy of the rare digits, ordinary training", "natural", "cleanTail"),
    ],
  },
  {
    id: "reweighting-tension",
    statement:
      "Weighting the rare classes up costs the frequent ones more robust accuracy in adversarial than in ordinary " +
      "training.",
    paper: {
      figure: "The cost is much larger in adversarial training (figures not verified)",
      where: "Preliminary study",
    },
    protocol: imbalance,
    checks: [
      {
        kind: "paired",
        label: "robust accuracy that weights cost the frequent digits, adversarial − ordinary training",
        statistic: tension("robustHead"),
        accept: { above: 0 },
      },
    ],
    context: levelsOfHead("robust", "robustHead"),
  },
  {
    id: "reweighting-tension-clean",
    statement: "The same holds for accuracy on clean images.",
    paper: {
      figure: "The cost is larger in adversarial training (figures not verified)",
      where: "Preliminary study",
    },
    protocol: imbalance,
    checks: [
      {
        kind: "paired",
        label: "clean accuracy that weights cost the frequent digits, adversarial − ordinary training",
        statistic: tension("cleanHead"),
        accept: { above: 0 },
      },
    ],
    context: levelsOfHead("clean", "cleanHead"),
  },
];
