import { type Claim, metricOf, paired, type Protocol, type SeedMetrics, type Treatment } from "@offprint/lab";
import { trainAndMeasure } from "./runs.ts";

const common = {
  labelled: 10,
  unlabelled: 10_000,
  shift: 0,
  lambda: 10,
  gammaPrime: 0.3,
  meanLength: 1,
  dimensions: 200,
  gamma: 0.1,
  steps: 150,
  learningRate: 1,
};
const rss = (id: string, controls: Partial<typeof common> = {}): Treatment => ({
  id,
  arm: "rss",
  controls: { ...common, ...controls },
});

const protocol: Protocol = {
  id: "unlabeled-beats-erm",
  version: 1,
  seeds: 10,
  summary:
    "Two Gaussian clouds in 200 dimensions with means of length 1, 10 labels, 10 000 unlabelled points; γ = 0.1, " +
    "γ′ = 0.3, λ = 10, 150 steps at learning rate 1; ERM is the same with λ = 0; exact accuracy.",
  treatments: [
    { id: "erm", arm: "erm", controls: common },
    rss("rss"),
    rss("rss-short-steps", { learningRate: 0.3 }),
    rss("rss-shifted", { shift: 0.5 }),
    rss("rss-shift-1", { shift: 1 }),
    rss("rss-shift-2", { shift: 2 }),
    rss("rss-1000", { unlabelled: 1000 }),
    rss("rss-100", { unlabelled: 100 }),
    rss("rss-100-light", { unlabelled: 100, lambda: 1 }),
    rss("rss-100-short-steps", { unlabelled: 100, learningRate: 0.3 }),
    { id: "all-labelled", arm: "allLabelled", controls: common },
  ],
  run: trainAndMeasure,
};

const where = "Table of the simulated experiment, d = 200, m = 10";
const accuracyOf = (label: string, treatment: string) => ({
  label: `accuracy, ${label}`,
  statistic: (seed: SeedMetrics) => metricOf(seed, treatment, "accuracy"),
});
const gainOverErm = (label: string, treatment: string) => ({
  label: `gain over ERM, ${label}`,
  statistic: (seed: SeedMetrics) => metricOf(seed, treatment, "accuracy") - metricOf(seed, "erm", "accuracy"),
});

export const claims: Claim[] = [
  {
    id: "unlabeled-beats-erm",
    headline: true,
    statement:
      "Ten thousand unlabelled points of the same mixture lift a classifier with ten labels far above training on " +
      "the labels alone.",
    paper: { figure: "0.59 → 0.82 with 10 000 unlabelled points, no shift", where },
    protocol,
    checks: [
      paired({
        label: "accuracy, RSS − ERM, no shift",
        metric: "accuracy",
        treatment: "rss",
        baseline: "erm",
        accept: { above: 0 },
      }),
    ],
    context: [
      accuracyOf("ERM", "erm"),
      accuracyOf("RSS", "rss"),
      accuracyOf("RSS, learning rate 0.3", "rss-short-steps"),
    ],
  },
  {
    id: "ood-still-helps",
    statement: "The gain survives where the means of the unlabelled points are half a length off.",
    paper: { figure: "0.59 → 0.81 with 10 000 unlabelled points at α = 0.5 ‖μ₀‖", where },
    protocol,
    checks: [
      paired({
        label: "accuracy, RSS − ERM, α = 0.5",
        metric: "accuracy",
        treatment: "rss-shifted",
        baseline: "erm",
        accept: { above: 0 },
      }),
    ],
    context: [
      accuracyOf("RSS at α = 0.5", "rss-shifted"),
      gainOverErm("RSS at α = 1", "rss-shift-1"),
      gainOverErm("RSS at α = 2", "rss-shift-2"),
    ],
  },
  {
    id: "more-unlabeled-better",
    statement: "Accuracy grows with the number of unlabelled points.",
    paper: { figure: "0.79 with 1000 and 0.82 with 10 000 unlabelled points", where },
    protocol,
    checks: [
      paired({
        label: "accuracy, n = 10 000 − n = 1000",
        metric: "accuracy",
        treatment: "rss",
        baseline: "rss-1000",
        accept: { above: 0 },
      }),
    ],
    context: [
      accuracyOf("n = 1000", "rss-1000"),
      gainOverErm("n = 100 (paper: 0.66 − 0.59)", "rss-100"),
      gainOverErm("n = 100, λ = 1", "rss-100-light"),
      gainOverErm("n = 100, learning rate 0.3", "rss-100-short-steps"),
    ],
  },
  {
    id: "ten-labels-near-ten-thousand",
    statement: "Ten labels and 10 000 unlabelled points come within 0.05 of 10 000 labels.",
    paper: { figure: "0.82 against 0.83", where },
    protocol,
    checks: [
      paired({
        label: "accuracy, ERM with 10 000 labels − RSS with ten",
        metric: "accuracy",
        treatment: "all-labelled",
        baseline: "rss",
        accept: { below: 0.05 },
      }),
    ],
    context: [accuracyOf("ERM with 10 000 labels", "all-labelled")],
  },
];
