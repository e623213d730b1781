import {
  type Claim,
  metricOf,
  paired,
  type Protocol,
  type Run,
  type SeedMetrics,
  type Treatment,
} from "@offprint/lab";
import { trainAndMeasure } from "./runs.ts";

const settings = { heads: 3, adaptive: true, beta: 0.1, form: "softmax", temperature: 0.2, steps: 200 };

const amcl = { five: "AMCL, 5 augmentations", one: "AMCL, 1 augmentation" };
const simclr = { five: "SimCLR, 5 augmentations", one: "SimCLR, 1 augmentation" };
const threeHeads = "three heads, constant temperature, 5 augmentations";

const treatments: Treatment[] = [
  { id: amcl.five, arm: "amcl", controls: { ...settings, augmentations: "5" } },
  { id: simclr.five, arm: "simclr", controls: { ...settings, augmentations: "5" } },
  { id: amcl.one, arm: "amcl", controls: { ...settings, augmentations: "1" } },
  { id: simclr.one, arm: "simclr", controls: { ...settings, augmentations: "1" } },
  { id: threeHeads, arm: "amcl", controls: { ...settings, augmentations: "5", adaptive: false } },
];

/** One set of runs serves all claims. */
const protocol: Protocol = {
  id: "separates-positives-from-negatives",
  version: 1,
  seeds: 5,
  summary:
    "8 × 8 digits, 1348 to train on and 449 to test; views by shift, or by shift, rotation, cutout, contrast and noise; perceptron 64-128-64 with one or three projectors to 32; Adam 3e-3, batch 128, 200 steps; β = 0.1, learned temperatures in 0.05–0.5, constant ones 0.2; 5 seeds",
  treatments,
  run: trainAndMeasure as Run,
};

const level = (treatment: string, metric: string, what: string) => ({
  label: `${what}, ${treatment}`,
  statistic: (seed: SeedMetrics) => metricOf(seed, treatment, metric),
});

/** What AMCL is ahead of SimCLR by, with one of the sets of augmentations. */
const gain = (set: keyof typeof amcl, metric: string) => (seed: SeedMetrics) =>
  metricOf(seed, amcl[set], metric) - metricOf(seed, simclr[set], metric);
const gainGrowth = (metric: string) => (seed: SeedMetrics) =>
  gain("five", metric)(seed) - gain("one", metric)(seed);

const overConstant = (label: string, metric: string) => ({
  label,
  statistic: (seed: SeedMetrics) => metricOf(seed, amcl.five, metric) - metricOf(seed, threeHeads, metric),
});

export const claims: Claim[] = [
  {
    id: "separates-positives-from-negatives",
    statement:
      "With many augmentations AMCL separates positive from negative pairs better than SimCLR with its one head.",
    paper: {
      figure: "histograms of similarities for 1, 3 and 5 augmentations; no number",
      where: "figure 1",
    },
    protocol,
    checks: [
      paired({
        label: "separation with 5 augmentations, AMCL minus SimCLR",
        metric: "separation",
        treatment: amcl.five,
        baseline: simclr.five,
        accept: { above: 0 },
      }),
    ],
    context: [
      level(amcl.five, "separation", "separation"),
      level(simclr.five, "separation", "separation"),
      level(amcl.five, "headSeparation", "separation by single heads, mean"),
      level(amcl.five, "positiveTemperature", "mean temperature of positives"),
      level(amcl.five, "negativeTemperature", "mean temperature of negatives"),
    ],
  },
  {
    id: "gain-grows-with-augmentations",
    statement: "AMCL gains more over SimCLR with five augmentations than with one.",
    paper: {
      figure:
        "improvements of SimCLR, MoCo and Barlow Twins grow with the number of augmentations (values not verified)",
      where: "experiments by number of augmentations",
    },
    protocol,
    checks: [
      {
        kind: "paired",
        label: "gain in separation, 5 augmentations minus 1",
        statistic: gainGrowth("separation"),
        accept: { above: 0 },
      },
    ],
    context: [
      { label: "gain in separation, 1 augmentation", statistic: gain("one", "separation") },
      level(amcl.one, "separation", "separation"),
      level(simclr.one, "separation", "separation"),
      { label: "gain in linear probe, 5 augmentations minus 1", statistic: gainGrowth("probeAccuracy") },
      level(amcl.one, "positiveTemperature", "mean temperature of positives"),
    ],
  },
  {
    id: "better-linear-probing",
    headline: true,
    statement: "A linear classifier does better on features that AMCL learned than on those of SimCLR.",
    paper: {
      figure:
        "consistent improvement over several methods and backbones; 1–5 points on CIFAR and ImageNet by secondary summaries (not verified)",
      where: "abstract",
    },
    protocol,
    checks: [
      paired({
        label: "linear probe with 5 augmentations, AMCL minus SimCLR",
        metric: "probeAccuracy",
        treatment: amcl.five,
        baseline: simclr.five,
        accept: { above: 0 },
      }),
    ],
    context: [
      level(amcl.five, "probeAccuracy", "linear probe"),
      level(simclr.five, "probeAccuracy", "linear probe"),
      {
        label: "k-NN accuracy on features, AMCL minus SimCLR",
        statistic: gain("five", "featureNeighbourAccuracy"),
      },
    ],
  },
  {
    id: "adaptive-temperature-adds-to-heads",
    statement: "Temperatures of the pairs help beyond what the additional heads do.",
    paper: { figure: "ablation of heads and temperatures (values not verified)", where: "ablation study" },
    protocol,
    checks: [
      paired({
        label: "separation with 5 augmentations, AMCL minus three heads at the constant temperature 0.2",
        metric: "separation",
        treatment: amcl.five,
        baseline: threeHeads,
        accept: { above: 0 },
      }),
    ],
    context: [
      level(threeHeads, "separation", "separation"),
      level(threeHeads, "headSeparation", "separation by single heads, mean"),
      overConstant("the same difference for the linear probe", "probeAccuracy"),
      overConstant("the same difference for k-NN on features", "featureNeighbourAccuracy"),
    ],
  },
];
