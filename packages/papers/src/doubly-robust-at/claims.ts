import { type Claim, metricOf, paired, type Protocol, type Run, type SeedMetrics } from "@offprint/lab";
import { trainAndTest } from "./runs.ts";

const seeds = 8;
const recipe =
  "perceptron 64-64-10; 30 epochs of Adam, learning rate 2e-3, batch 64; ε = 0.15, attacks from random starts, 5 steps " +
  "of ε/2 in training and 20 of ε/8 in testing; 600 test images; β = 0.9.";
const setting = { epsilon: 0.15, beta: 0.9, epochs: 30 };
const comparedRs = [0.5, 1, 2, 100];
const ofR = (r: number) => `r-${r}`;

const imbalanced: Protocol = {
  id: "tail-robustness",
  version: 1,
  seeds,
  summary: `Digits, all training images of 0, a tenth of 9, an exponential curve between; ${recipe}`,
  treatments: [
    { id: "adversarial", arm: "adversarial", controls: { ...setting, imbalance: 0.1 } },
    ...comparedRs.map((r) => ({ id: ofR(r), arm: "done", controls: { ...setting, imbalance: 0.1, r } })),
  ],
  run: trainAndTest as Run,
};

const balanced: Protocol = {
  id: "balanced",
  version: 1,
  seeds,
  summary: `Digits, all 1197 training images; ${recipe}`,
  treatments: [
    { id: "adversarial", arm: "adversarial", controls: { ...setting, imbalance: 1 } },
    { id: ofR(1), arm: "done", controls: { ...setting, imbalance: 1, r: 1 } },
  ],
  run: trainAndTest as Run,
};

const level = (label: string, treatment: string, metric: string) => ({
  label,
  statistic: (seed: SeedMetrics) => metricOf(seed, treatment, metric),
});

const levels = (label: string, metric: string) => [
  level(`${label}, adversarial training`, "adversarial", metric),
  ...comparedRs.map((r) => level(`${label}, r = ${r}`, ofR(r), metric)),
];

const gain = (label: string, metric: string) =>
  paired({
    label: `${label}, r = 1 − adversarial training`,
    metric,
    treatment: ofR(1),
    baseline: "adversarial",
    accept: { above: 0 },
  });

const tail = "robust accuracy of the three worst digits";
const robust = "robust test accuracy";
const clean = "clean test accuracy";

export const claims: Claim[] = [
  {
    id: "tail-robustness",
    headline: true,
    statement:
      "On imbalanced data, adversarial training with KL-robust weights withstands more attacks on the weakest classes.",
    paper: {
      figure:
        "The largest gains are those of RA-Tail-30, on imbalanced CIFAR-10 and SVHN (figures not verified)",
      where: "Main tables",
    },
    protocol: imbalanced,
    checks: [gain(tail, "tail")],
    context: levels(tail, "tail"),
  },
  {
    id: "average-robustness",
    statement: "Robust accuracy over all classes does not pay for it: it rises as well.",
    paper: { figure: "RA-PGD rises with RA-Tail-30 (figures not verified)", where: "Main tables" },
    protocol: imbalanced,
    checks: [gain(robust, "robust")],
    context: [...levels(robust, "robust"), ...levels(clean, "clean")],
  },
  {
    id: "temperature",
    statement:
      "The price r leads from weights for the worst case, which help the weakest classes, to plain adversarial training.",
    paper: {
      figure: "r → ∞ gives uniform weights, r → 0 the worst example (by the closed form)",
      where: "Reformulation of the objective",
    },
    protocol: imbalanced,
    checks: [
      paired({
        label: `${tail}, r = 0.5 − r = 100`,
        metric: "tail",
        treatment: ofR(0.5),
        baseline: ofR(100),
        accept: { above: 0 },
      }),
      paired({
        label: `${robust}, r = 100 − adversarial training`,
        metric: "robust",
        treatment: ofR(100),
        baseline: "adversarial",
        accept: { above: -0.02, below: 0.02 },
      }),
    ],
  },
  {
    id: "balanced",
    statement: "On balanced data the weights help the weakest classes and the average, too.",
    paper: { figure: "Smaller gains on the balanced data sets (figures not verified)", where: "Main tables" },
    protocol: balanced,
    checks: [gain(tail, "tail"), gain(robust, "robust")],
    context: [
      level(`${clean}, adversarial training`, "adversarial", "clean"),
      level(`${clean}, r = 1`, ofR(1), "clean"),
    ],
  },
];
