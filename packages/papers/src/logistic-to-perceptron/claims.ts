import {
  type Claim,
  fitSlope,
  metricOf,
  paired,
  type Protocol,
  type SeedMetrics,
  threshold,
  type Treatment,
} from "@offprint/lab";
import type { RuleName } from "./rules.ts";
import { deviationMetric, limitRun, limitStepSizes, measuredRun, scalingCounts } from "./runs.ts";

const names = { logistic: "LR+GD", normalizedLogistic: "normalized LR+GD" } as const;
type GradientRule = keyof typeof names;

const idOf = (arm: RuleName, detail: string) => `${arm}-${detail}`;
const iterations = (seed: SeedMetrics, treatment: string) => metricOf(seed, treatment, "iterations");

// --- the paper's table

/** Iterations in the paper's table. */
const table: [arm: GradientRule, stepSize: number, iterations: number][] = [
  ["normalizedLogistic", 100, 2],
  ["normalizedLogistic", 10, 2],
  ["normalizedLogistic", 1, 16],
  ["normalizedLogistic", 0.1, 157],
  ["logistic", 100, 308],
];
const otherSteps = [1000, 10, 1];

const tableProtocol: Protocol = {
  id: "table-worst-case",
  version: 1,
  seeds: 1,
  summary:
    "One example (0.5, −1) of class 1 against 999 times (−0.5, −1); from 0, float64, at most 10 000 updates. Nothing is random.",
  treatments: [
    ...table.map(([arm, stepSize]) => [arm, stepSize] as const),
    ...otherSteps.map((stepSize) => ["logistic", stepSize] as const),
  ].map(([arm, stepSize]): Treatment => ({
    id: idOf(arm, `${stepSize}`),
    arm,
    controls: { data: "lowerBound", examples: 1000, stepSize, patience: 10_000 },
  })),
  run: measuredRun,
};

const tableClaim: Claim = {
  id: "table-worst-case",
  headline: true,
  statement:
    "On data made to be hard, gradient descent on the logistic loss needs hundreds of updates at its best step size; divided by the mean sigmoid it needs two.",
  paper: {
    figure:
      "Normalized: 2, 2, 16 and 157 updates at step size 100, 10, 1 and 0.1; not normalized, at its best: 308 at 100",
    where: "Table 1",
  },
  protocol: tableProtocol,
  checks: table.map(([arm, stepSize, wanted]) =>
    threshold({
      label: `updates until separated, ${names[arm]}, step size ${stepSize} (paper: ${wanted})`,
      statistic: (seed) => iterations(seed, idOf(arm, `${stepSize}`)),
      accept: { above: wanted - 1.5, below: wanted + 1.5 },
    }),
  ),
  context: otherSteps.map((stepSize) => ({
    label: `updates until separated, LR+GD, step size ${stepSize}`,
    statistic: (seed) => iterations(seed, idOf("logistic", `${stepSize}`)),
  })),
};

// --- iterations against the number of examples

const scaledRules = ["logistic", "normalizedLogistic"] as const;

const scalingProtocol: Protocol = {
  id: "n-dependence",
  version: 1,
  seeds: 1,
  summary:
    "The same data with n = 10, 30, 100, 300, 1000 and 3000; step size 10⁴, at most 10 000 updates. Nothing is random.",
  treatments: scaledRules.flatMap((arm) =>
    scalingCounts.map((examples): Treatment => ({
      id: idOf(arm, `n-${examples}`),
      arm,
      controls: { data: "lowerBound", examples, stepSize: 1e4, patience: 10_000 },
    })),
  ),
  run: measuredRun,
};

function scalingSlope(seed: SeedMetrics, arm: GradientRule): number {
  return fitSlope(
    scalingCounts.map(Math.log),
    scalingCounts.map((examples) => Math.log(iterations(seed, idOf(arm, `n-${examples}`)))),
  );
}

const scalingClaim: Claim = {
  id: "n-dependence",
  statement:
    "With a huge step the updates that gradient descent needs on such data grow in proportion to the number of examples; normalized they do not grow.",
  paper: {
    figure:
      "A lower bound linear in n for the batch perceptron, and bounds of n R²/μ² against R²/μ² + 2 log(2n − 1)/(γ μ²)",
    where: "Theorem 5.1 and the theorems on the normalized rule",
  },
  protocol: scalingProtocol,
  checks: [
    threshold({
      label: "slope of ln updates on ln n, LR+GD",
      statistic: (seed) => scalingSlope(seed, "logistic"),
      accept: { above: 0.85, below: 1.1 },
    }),
    threshold({
      label: "slope of ln updates on ln n, normalized LR+GD",
      statistic: (seed) => scalingSlope(seed, "normalizedLogistic"),
      accept: { below: 0.1 },
    }),
  ],
  context: scaledRules.map((arm) => ({
    label: `updates at n = 3000, ${names[arm]}`,
    statistic: (seed) => iterations(seed, idOf(arm, "n-3000")),
  })),
};

// --- the limit

const deviation = (seed: SeedMetrics, stepSize: number) => metricOf(seed, "paths", deviationMetric(stepSize));

const limitClaim: Claim = {
  id: "perceptron-limit",
  statement:
    "Divided by the step size, the iterates of gradient descent become those of the batch perceptron as the step grows.",
  paper: {
    figure: "θₜ/γ tends to the perceptron's iterate for every t as γ → ∞; a theorem",
    where: "Theorem 3.2",
  },
  protocol: {
    id: "perceptron-limit",
    version: 1,
    seeds: 5,
    summary:
      "500 random directions in 20 dimensions with margin 0.02, float64; both rules from 0 until the perceptron has separated them; the largest relative distance of θ/γ from the perceptron's iterate over all steps.",
    treatments: [{ id: "paths", arm: "logistic" }],
    run: limitRun,
  },
  checks: [
    threshold({
      label: "largest relative deviation, step size 10⁸",
      statistic: (seed) => deviation(seed, 1e8),
      accept: { below: 1e-3 },
    }),
    threshold({
      label: "largest relative deviation, step size 100",
      statistic: (seed) => deviation(seed, 100),
      accept: { above: 0.1 },
    }),
  ],
  context: limitStepSizes
    .filter((stepSize) => stepSize === 1e6)
    .map((stepSize) => ({
      label: "largest relative deviation, step size 10⁶",
      statistic: (seed) => deviation(seed, stepSize),
    })),
};

// --- the loss says little

const lossProtocol: Protocol = {
  id: "loss-unreliable",
  version: 1,
  seeds: 8,
  summary:
    "500 random directions in 20 dimensions with margin 0.02, and the 357 images of the digits 3 and 8; gradient descent from 0, float64, at most 20 000 updates.",
  treatments: [
    ...[1, 1000].map((stepSize): Treatment => ({
      id: `directions-${stepSize}`,
      arm: "logistic",
      controls: { data: "ball", examples: 500, margin: 0.02, dimensions: 20, stepSize, patience: 20_000 },
    })),
    ...[1, 10].map((stepSize): Treatment => ({
      id: `digits-${stepSize}`,
      arm: "logistic",
      controls: { data: "digits", stepSize, patience: 20_000 },
    })),
  ],
  run: measuredRun,
};

const digitsRatio = (seed: SeedMetrics, metric: string, over: number, under: number) =>
  metricOf(seed, `digits-${over}`, metric) / metricOf(seed, `digits-${under}`, metric);

const lossClaim: Claim = {
  id: "loss-unreliable",
  statement:
    "A larger step separates sooner although its loss rises higher on the way: the logistic loss says little about how near a separator is.",
  paper: {
    figure: "Runs with the largest losses are often the first to separate (plots)",
    where: "Experiments",
  },
  protocol: lossProtocol,
  checks: [
    paired({
      label: "log₁₀ updates until separated, step size 1 − step size 1000, random directions",
      metric: "logIterations",
      treatment: "directions-1",
      baseline: "directions-1000",
      accept: { above: 0 },
    }),
    threshold({
      label: "largest loss on the way, step size 10 / step size 1, digits",
      statistic: (seed) => digitsRatio(seed, "peakLoss", 10, 1),
      accept: { above: 5 },
    }),
    threshold({
      label: "updates until separated, step size 1 / step size 10, digits",
      statistic: (seed) => digitsRatio(seed, "iterations", 1, 10),
      accept: { above: 2 },
    }),
  ],
  context: [
    ...[1, 1000].map((stepSize) => ({
      label: `updates until separated, random directions, step size ${stepSize}`,
      statistic: (seed: SeedMetrics) => iterations(seed, `directions-${stepSize}`),
    })),
    ...[1, 1000].map((stepSize) => ({
      label: `largest loss on the way, random directions, step size ${stepSize}`,
      statistic: (seed: SeedMetrics) => metricOf(seed, `directions-${stepSize}`, "peakLoss"),
    })),
    ...[1, 10].map((stepSize) => ({
      label: `updates until separated, digits, step size ${stepSize}`,
      statistic: (seed: SeedMetrics) => iterations(seed, `digits-${stepSize}`),
    })),
  ],
};

export const claims: Claim[] = [tableClaim, scalingClaim, limitClaim, lossClaim];
