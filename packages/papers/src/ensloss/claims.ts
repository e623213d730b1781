import { type Claim, metricOf, paired, type Protocol, type SeedMetrics } from "@offprint/lab";
import { trainAndTest } from "./runs.ts";

const losses = { ensLoss: "EnsLoss", logistic: "logistic", hinge: "hinge", exponential: "exponential" };
const arms = Object.keys(losses) as (keyof typeof losses)[];

const recipe = { width: 128, epochs: 60, learningRate: 0.01, lambda: 0, tail: true };
const sparseControls = { ...recipe, task: "sparse", labelNoise: 0.1 };
const cancerControls = { ...recipe, task: "cancer", labelNoise: 0.15 };

/** Ten times the protocol's learning rate, beside the verdict. */
const fast = (arm: string) => `${arm}-fast`;

const sparseWide: Protocol = {
  id: "vs-bce",
  version: 1,
  seeds: 8,
  summary:
    "300 training examples of 400 normal inputs of which 20 decide, 10 % of the labels wrong, 2000 clean test " +
    "examples, all drawn anew per seed; perceptron 400-128-128-1; 60 epochs of SGD with momentum 0.9, learning rate " +
    "0.01 with cosine decay, weight decay 5e-6, batch 64; gradient of the exponential loss clipped to norm 10.",
  treatments: [
    ...arms.map((arm) => ({ id: arm, arm, controls: sparseControls })),
    ...["ensLoss", "logistic"].map((arm) => ({
      id: fast(arm),
      arm,
      controls: { ...sparseControls, learningRate: 0.1 },
    })),
  ],
  run: trainAndTest,
};

const breastCancer: Protocol = {
  id: "cancer",
  version: 1,
  seeds: 8,
  summary:
    "Breast cancer table, standardised; per seed 200 training examples with 15 % of the labels wrong and the other " +
    "369 as test; network and optimizer as for the sparse data.",
  treatments: arms.map((arm) => ({ id: arm, arm, controls: cancerControls })),
  run: trainAndTest,
};

const level = (label: string, treatment: string, metric: string) => ({
  label,
  statistic: (seed: SeedMetrics) => metricOf(seed, treatment, metric),
});

const difference = (baseline: keyof typeof losses) =>
  paired({
    label: `test accuracy, EnsLoss − ${losses[baseline]}`,
    metric: "accuracy",
    treatment: "ensLoss",
    baseline,
    accept: { above: 0 },
  });

const levels = arms.map((arm) => level(`test accuracy, ${losses[arm]}`, arm, "accuracy"));

const cifar = "CIFAR-10, 45 pairs of classes, ResNet-50";
const tables = "14 OpenML tables, five-layer perceptron";

export const claims: Claim[] = [
  {
    id: "vs-bce",
    headline: true,
    statement:
      "An over-parameterised network trained with EnsLoss generalises better than with logistic loss.",
    paper: {
      figure: `${cifar}: better than cross-entropy on 42, no difference on 3; ${tables}: better on 11, no difference on 3`,
      where: "Result tables, reported in the repository",
    },
    protocol: sparseWide,
    checks: [difference("logistic")],
    context: [
      ...levels,
      ...arms.map((arm) => level(`training accuracy, ${losses[arm]}`, arm, "trainingAccuracy")),
      {
        label: "test accuracy at learning rate 0.1, EnsLoss − logistic",
        statistic: (seed) =>
          metricOf(seed, fast("ensLoss"), "accuracy") - metricOf(seed, fast("logistic"), "accuracy"),
      },
    ],
  },
  {
    id: "vs-hinge",
    statement: "It generalises better than with hinge loss.",
    paper: {
      figure: `${cifar}: better on 43, no difference on 2; ${tables}: better on 13, worse on 1`,
      where: "Result tables, reported in the repository",
    },
    protocol: sparseWide,
    checks: [difference("hinge")],
    context: levels,
  },
  {
    id: "vs-exp",
    statement: "It generalises better than with exponential loss.",
    paper: {
      figure: `${cifar}: better on all 45; ${tables}: better on 11, no difference on 2, worse on 1`,
      where: "Result tables, reported in the repository",
    },
    protocol: sparseWide,
    checks: [difference("exponential")],
    context: levels,
  },
  {
    id: "cancer",
    statement: "The gain over logistic loss also shows on a small table of real measurements.",
    paper: {
      figure: `${tables}: better than cross-entropy on 11, no difference on 3; one layer: 9 better, 4 no difference, 1 worse`,
      where: "Result tables, reported in the repository",
    },
    protocol: breastCancer,
    checks: [difference("logistic")],
    context: levels,
  },
];
