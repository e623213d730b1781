import {
  type Claim,
  metricOf,
  paired,
  type Protocol,
  type Run,
  type SeedMetrics,
  slope,
  type Treatment,
} from "@offprint/lab";
import { sweptTemperatures } from "./controls.ts";
import { trainAndMeasure } from "./runs.ts";

const sameForAll = { rho: 1, imbalance: 20, steps: 300 };

const name = (label: string, temperature: number) => `${label}, τ = ${temperature}`;

const treatments: Treatment[] = [
  ...[
    ["iSogCLR", "isogclr"],
    ["SogCLR", "sogclr"],
  ].flatMap(([label, arm]) =>
    sweptTemperatures.map((temperature) => ({
      id: name(label!, temperature),
      arm: arm!,
      controls: { ...sameForAll, temperature },
    })),
  ),
  { id: name("SimCLR", 0.1), arm: "simclr", controls: { ...sameForAll, temperature: 0.1 } },
];

/** One set of runs serves all claims. */
const protocol: Protocol = {
  id: "frequent-classes-get-large-temperatures",
  version: 1,
  seeds: 5,
  summary:
    "8 × 8 digits, 443 to train on (130 of the most frequent digit, 6 of the rarest; order drawn for each seed) and 449 to test; views by shift, cutout, contrast and noise; perceptron 64-128-64 with a projector to 32; Adam 3e-3, batch 128, 300 steps; ρ = 1, η = 0.03, temperatures in 0.05–0.7; 5 seeds",
  treatments,
  run: trainAndMeasure as Run,
};

const headline = name("iSogCLR", 0.1);

const level = (label: string, treatment: string, metric: string) => ({
  label,
  statistic: (seed: SeedMetrics) => metricOf(seed, treatment, metric),
});

/** Largest less smallest value of a metric over the start temperatures. */
const rangeOf = (label: string, metric: string) => (seed: SeedMetrics) => {
  const values = sweptTemperatures.map((temperature) => metricOf(seed, name(label, temperature), metric));
  return Math.max(...values) - Math.min(...values);
};
const rangeDifference = (metric: string) => (seed: SeedMetrics) =>
  rangeOf("SogCLR", metric)(seed) - rangeOf("iSogCLR", metric)(seed);

export const claims: Claim[] = [
  {
    id: "frequent-classes-get-large-temperatures",
    headline: true,
    statement: "Images of frequent classes learn higher temperatures than images of rare ones.",
    paper: {
      figure: "shown by histograms and examples on CIFAR-100-LT, ImageNet-LT and CC3M; no single number",
      where: "figures of the learned temperatures",
    },
    protocol,
    checks: [
      {
        kind: "paired",
        label: "mean temperature, three most frequent digits minus three rarest",
        statistic: (seed) =>
          metricOf(seed, headline, "frequentTemperature") - metricOf(seed, headline, "rareTemperature"),
        accept: { above: 0 },
      },
      slope({
        label: "rank correlation of a digit's frequency and its mean temperature",
        statistic: (seed) => metricOf(seed, headline, "rankCorrelation"),
        accept: { above: 0 },
      }),
    ],
    context: [
      level("mean temperature, three most frequent digits", headline, "frequentTemperature"),
      level("mean temperature, three rarest digits", headline, "rareTemperature"),
      level("mean temperature, all images", headline, "meanTemperature"),
    ],
  },
  {
    id: "robust-to-initial-temperature",
    statement:
      "With learned temperatures the result hardly depends on the one that training starts from; with a fixed temperature it does.",
    paper: {
      figure:
        "accuracy varies less over hyper-parameters than with SimCLR and SogCLR (a figure, values not verified)",
      where: "figure on hyper-parameters",
    },
    protocol,
    checks: [
      {
        kind: "paired",
        label: "range of k-NN accuracy over temperatures 0.1, 0.3, 0.6, SogCLR minus iSogCLR",
        statistic: rangeDifference("balancedNeighbourAccuracy"),
        accept: { above: 0 },
      },
    ],
    context: [
      { label: "range of k-NN accuracy, SogCLR", statistic: rangeOf("SogCLR", "balancedNeighbourAccuracy") },
      {
        label: "range of k-NN accuracy, iSogCLR",
        statistic: rangeOf("iSogCLR", "balancedNeighbourAccuracy"),
      },
      {
        label: "the same difference with long-tailed neighbours",
        statistic: rangeDifference("neighbourAccuracy"),
      },
      { label: "the same difference for a linear probe", statistic: rangeDifference("probeAccuracy") },
      ...treatments.map(({ id }) => level(`k-NN accuracy, ${id}`, id, "balancedNeighbourAccuracy")),
    ],
  },
  {
    id: "better-on-long-tailed-data",
    statement:
      "On long-tailed data a linear classifier does better on features of iSogCLR than of SimCLR and SogCLR.",
    paper: {
      figure: "gains on CIFAR10-LT, CIFAR100-LT, ImageNet-LT and iNaturalist (values not verified)",
      where: "tables of linear evaluation",
    },
    protocol,
    checks: ["SimCLR", "SogCLR"].map((other) =>
      paired({
        label: `linear probe at τ = 0.1, iSogCLR minus ${other}`,
        metric: "probeAccuracy",
        treatment: headline,
        baseline: name(other, 0.1),
        accept: { above: 0 },
      }),
    ),
    context: ["iSogCLR", "SimCLR", "SogCLR"].map((label) =>
      level(`linear probe, ${label}`, name(label, 0.1), "probeAccuracy"),
    ),
  },
];
