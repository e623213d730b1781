import {
  type Claim,
  type IntervalCheck,
  metricOf,
  type Protocol,
  type Run,
  type SeedMetrics,
  slope,
  spearman,
  threshold,
} from "@offprint/lab";
import { sampleCounts } from "./measurement.ts";

/** The settings of a sweep, as treatments: what is changed, and the values. */
interface Sweep {
  name: string;
  treatments: string[];
}

const invarianceSweep: Sweep = {
  name: "invariance sweep",
  treatments: ["inv-1", "inv-5", "default", "inv-100", "inv-400"],
};
const covarianceSweep: Sweep = {
  name: "covariance sweep",
  treatments: ["cov-0", "cov-0.1", "default", "cov-10", "cov-100"],
};
const temperatureSweep: Sweep = {
  name: "temperature sweep",
  treatments: ["tau-0.05", "tau-0.1", "tau-0.2", "tau-0.5", "tau-1"],
};

const setting = "1200 digits, encoder 64-128-128, projector 128-64-64, Adam 1e-3, batch 128, 30 epochs";

const vicregRuns = (run: Run): Protocol => ({
  id: "predicts-probe",
  version: 1,
  seeds: 12,
  summary: `VICReg, ${setting}; invariance weight 1, 5, 25, 100, 400 at covariance weight 1, and covariance weight 0, 0.1, 1, 10, 100 at invariance weight 25; 12 seeds.`,
  treatments: [
    { id: "default", arm: "vicreg" },
    ...[1, 5, 100, 400].map((invariance) => ({
      id: `inv-${invariance}`,
      arm: "vicreg",
      controls: { invariance },
    })),
    ...[0, 0.1, 10, 100].map((covariance) => ({
      id: `cov-${covariance}`,
      arm: "vicreg",
      controls: { covariance },
    })),
  ],
  run,
});

const simclrRuns = (run: Run): Protocol => ({
  id: "temperature",
  version: 1,
  seeds: 12,
  summary: `SimCLR, ${setting}; temperature 0.05, 0.1, 0.2, 0.5, 1; 12 seeds.`,
  treatments: [0.05, 0.1, 0.2, 0.5, 1].map((temperature) => ({
    id: `tau-${temperature}`,
    arm: "simclr",
    controls: { temperature },
  })),
  run,
});

const valuesOf = (seed: SeedMetrics, { treatments }: Sweep, metric: string) =>
  treatments.map((treatment) => metricOf(seed, treatment, metric));

const correlation =
  (sweep: Sweep, metric = "rankme") =>
  (seed: SeedMetrics) =>
    spearman(valuesOf(seed, sweep, metric), valuesOf(seed, sweep, "accuracy"));

const correlates = (sweep: Sweep): IntervalCheck =>
  slope({
    label: `Spearman correlation of RankMe and probe accuracy, ${sweep.name}`,
    statistic: correlation(sweep),
    accept: { above: 0 },
  });

/** Accuracy of the setting with the largest RankMe, the first of equals. */
function chosenAccuracy(seed: SeedMetrics, sweep: Sweep): number {
  const ranks = valuesOf(seed, sweep, "rankme");
  return valuesOf(seed, sweep, "accuracy")[ranks.indexOf(Math.max(...ranks))]!;
}

const behindBest = (sweep: Sweep) => (seed: SeedMetrics) =>
  chosenAccuracy(seed, sweep) - Math.max(...valuesOf(seed, sweep, "accuracy"));

function aheadOfMean(sweep: Sweep) {
  return (seed: SeedMetrics) => {
    const accuracies = valuesOf(seed, sweep, "accuracy");
    return (
      chosenAccuracy(seed, sweep) - accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length
    );
  };
}

function selects(sweep: Sweep): IntervalCheck[] {
  return [
    {
      kind: "paired",
      label: `accuracy, chosen by RankMe − best, ${sweep.name}`,
      statistic: behindBest(sweep),
      accept: { above: -0.01 },
    },
    {
      kind: "paired",
      label: `accuracy, chosen by RankMe − mean of all settings, ${sweep.name}`,
      statistic: aheadOfMean(sweep),
      accept: { above: 0 },
    },
  ];
}

const shareOfAll = (count: number) => (seed: SeedMetrics) =>
  metricOf(seed, "inv-5", `rankme${count}`) / metricOf(seed, "inv-5", "rankme");

const spread = (sweep: Sweep) => (seed: SeedMetrics) => {
  const accuracies = valuesOf(seed, sweep, "accuracy");
  return Math.max(...accuracies) - Math.min(...accuracies);
};

/**
 * The claims, judged by two sets of trainings.
 * @param run trains one setting and measures it once, at the end
 */
export function declareClaims(run: Run): Claim[] {
  const [vicreg, simclr] = [vicregRuns(run), simclrRuns(run)];
  return [
    {
      id: "predicts-probe",
      headline: true,
      statement:
        "Across settings of one method, RankMe, which sees no labels, ranks the runs like their linear-probe accuracy.",
      paper: {
        figure: "RankMe goes with linear-probe accuracy over runs of VICReg, SimCLR, DINO and others",
        where: "Figure 1 and the tables on ImageNet and eleven further data sets",
      },
      protocol: vicreg,
      checks: [correlates(invarianceSweep), correlates(covarianceSweep)],
      context: [
        {
          label: "Spearman correlation with RankMe of the encoder's outputs, invariance sweep",
          statistic: correlation(invarianceSweep, "encoderRankme"),
        },
        {
          label: "Spearman correlation with RankMe of the encoder's outputs, covariance sweep",
          statistic: correlation(covarianceSweep, "encoderRankme"),
        },
      ],
    },
    {
      id: "selects-without-labels",
      statement:
        "Taking the setting with the highest RankMe costs almost no accuracy against choosing with labels, and gains over an average setting.",
      paper: {
        figure: "Within about a point of the choice by ImageNet validation accuracy",
        where: "Tables on hyperparameter selection for VICReg and SimCLR",
      },
      protocol: vicreg,
      checks: [...selects(invarianceSweep), ...selects(covarianceSweep)],
    },
    {
      id: "temperature",
      statement: "RankMe ranks SimCLR runs of different temperature like their linear-probe accuracy.",
      paper: {
        figure: "RankMe goes with linear-probe accuracy over SimCLR's hyperparameters",
        where: "Figure 1 and the tables for SimCLR",
      },
      protocol: simclr,
      checks: [correlates(temperatureSweep)],
      context: [
        { label: "accuracy, chosen by RankMe − best", statistic: behindBest(temperatureSweep) },
        { label: "accuracy, best − worst setting", statistic: spread(temperatureSweep) },
      ],
    },
    {
      id: "few-samples",
      statement:
        "A fraction of the images is enough: RankMe of 512 of them is within 5 % of that of all 1200.",
      paper: {
        figure: "25 600 samples are enough on ImageNet; more change nothing",
        where: "Method section, on the number of samples",
      },
      protocol: vicreg,
      checks: [
        threshold({
          label: "RankMe of 512 images / RankMe of 1200, invariance weight 5",
          statistic: shareOfAll(512),
          accept: { above: 0.95, below: 1.05 },
        }),
      ],
      context: sampleCounts
        .filter((count) => count !== 512)
        .map((count) => ({
          label: `RankMe of ${count} images / RankMe of 1200`,
          statistic: shareOfAll(count),
        })),
    },
  ];
}
