import { type Claim, metricOf, paired, type Protocol, type SeedMetrics } from "@offprint/lab";

const recipe = {
  toughWeight: 1,
  tolWeight: 1,
  beta: 0.15,
  explainedVariance: 0.9,
  labelNoise: 0.01,
  epochs: 30,
};

const comparison: Protocol = {
  id: "kd-vs-l2",
  version: 1,
  seeds: 6,
  summary:
    "Cartoon faces of 12 × 12 pixels with ten points, 1000 to train on with errors of standard deviation 0.01 in the " +
    "labels, 1000 to test with; teachers 144-128-20 by mean squared error, one on the labels, one on soft landmarks " +
    "that keep 90 % of the variance; student 144-16-20; all 30 epochs of Adam, learning rate 0.002 falling twice, batch 50.",
  treatments: [
    { id: "kd-loss", arm: "kdLoss", controls: recipe },
    { id: "main-loss", arm: "mainLoss", controls: recipe },
    { id: "squared", arm: "squared", controls: recipe },
    { id: "absolute", arm: "absolute", controls: recipe },
  ],
};

const kdMinus = (label: string, baseline: string) =>
  paired({
    label: `NME in percent, KD-Loss − ${label}`,
    metric: "error",
    treatment: "kd-loss",
    baseline,
    accept: { below: 0 },
  });

const level = (label: string, treatment: string, metric = "error") => ({
  label,
  statistic: (seed: SeedMetrics) => metricOf(seed, treatment, metric),
});

export const claims: Claim[] = [
  {
    id: "kd-vs-l2",
    headline: true,
    statement:
      "A student that two teachers assist finds landmarks better than one trained by the mean squared error.",
    paper: {
      figure: "KD-Loss lowers the student's NME on 300W, COFW and WFLW (figures not verified)",
      where: "Results on 300W, COFW and WFLW",
    },
    protocol: comparison,
    checks: [kdMinus("mean squared error", "squared")],
    context: [
      level("NME in percent, KD-Loss", "kd-loss"),
      level("NME in percent, mean squared error", "squared"),
      level("NME in percent, tough teacher", "kd-loss", "toughError"),
      level("NME in percent, tolerant teacher", "kd-loss", "tolerantError"),
      level("shape components in soft landmarks", "kd-loss", "components"),
    ],
  },
  {
    id: "teachers-matter",
    statement: "The teachers' assistance, and not the main loss by itself, is what makes KD-Loss work.",
    paper: {
      figure: "Assisted students beat students without assistance (figures not verified)",
      where: "Ablation of the teachers",
    },
    protocol: comparison,
    checks: [kdMinus("its main loss alone", "main-loss")],
    context: [level("NME in percent, main loss alone", "main-loss")],
  },
  {
    id: "kd-vs-l1",
    statement: "The teachers add something that a plain linear loss, the mean absolute error, does not give.",
    paper: {
      figure: "Not a claim of the paper: a control of ours",
      where: "No counterpart",
    },
    protocol: comparison,
    checks: [kdMinus("mean absolute error", "absolute")],
    context: [level("NME in percent, mean absolute error", "absolute")],
  },
];
