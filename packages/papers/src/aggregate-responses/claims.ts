import { rng } from "@offprint/datasets";
import {
  type Claim,
  mean,
  metricOf,
  paired,
  progress,
  type Protocol,
  type Run,
  type SeedMetrics,
  threshold,
  type Treatment,
} from "@offprint/lab";
import { privacyOf, rhoOf, settingOf, type Values } from "./controls.ts";
import { bestRho, predictRisk } from "./prediction.ts";
import { disposeRegression, drawRegression, type Estimator, squaredError } from "./regression.ts";

const size = { ratio: 20, dim: 100, noise: 1 };
const setting = { samples: 2000, dim: 100, noise: 1 };
const data =
  "n = 2000 standard normal rows of d = 100 features, θ₀ a random direction of length 1, noise σ = 1; bags of " +
  "consecutive rows; closed form in float64; metric ‖θ̂ − θ₀‖²; 10 draws, shared by all estimators.";

/** Draws one data set and measures some estimators on it, by name. */
function measure(estimatorsOf: (arm: string, values: Values) => Record<string, Estimator>): Run {
  return async function* ({ arm, seed, controls, signal }) {
    const values = controls as Values;
    const estimators = Object.entries(estimatorsOf(arm, values));
    const regression = drawRegression(rng(seed), settingOf(values));
    const metrics: Record<string, number> = {};
    try {
      for (const [done, [name, estimator]] of estimators.entries()) {
        signal.throwIfAborted();
        yield progress(done, estimators.length);
        metrics[name] = await squaredError(regression, estimator);
      }
    } finally {
      disposeRegression(regression);
    }
    return metrics;
  };
}

/** The arm's own estimator at the bag size of the controls. Risks are compared by their logarithm. */
const measureArm: Run = async function* (context) {
  const metrics = yield* measure((arm, values) => ({
    risk: { bagSize: values.bagSize, rho: rhoOf(arm, values) },
  }))(context);
  return { ...metrics, logRisk: Math.log(metrics["risk"]!) };
};

const armAt = (arm: string, bagSize: number) => `${arm} k=${bagSize}`;
const treatmentsAt = (arms: string[], bagSizes: number[], rho?: number): Treatment[] =>
  bagSizes.flatMap((bagSize) =>
    arms.map((arm) => ({
      id: armAt(arm, bagSize),
      arm,
      controls: { ...size, bagSize, ...(arm === "interpolated" && rho !== undefined && { rho }) },
    })),
  );

const risk = (label: string, treatment: string, metric = "risk") => ({
  label,
  statistic: (seed: SeedMetrics) => metricOf(seed, treatment, metric),
});

// --- the weight between the ends

const middle = 10;
const rhoStar = bestRho(setting, { bagSize: middle });

const interpolation: Protocol = {
  id: "interpolation-wins",
  version: 1,
  seeds: 10,
  summary: `Bags of 10, ρ = ${rhoStar.toPrecision(3)}, where the predicted risk is least; ${data}`,
  treatments: treatmentsAt(["bag", "instance", "interpolated"], [middle], rhoStar),
  run: measureArm,
};

const interpolationWins: Claim = {
  id: "interpolation-wins",
  headline: true,
  statement:
    "Between the bag-level and the instance-level loss lies a weight ρ whose estimator has a lower risk than both.",
  paper: {
    figure: "Curves of the risk against ρ with their minimum inside (numbers not verified)",
    where: "figures on the interpolating estimator",
  },
  protocol: interpolation,
  checks: [
    paired({
      label: "log risk, bag level − interpolated",
      metric: "logRisk",
      treatment: armAt("bag", middle),
      baseline: armAt("interpolated", middle),
      accept: { above: 0 },
    }),
    paired({
      label: "log risk, instance level − interpolated",
      metric: "logRisk",
      treatment: armAt("instance", middle),
      baseline: armAt("interpolated", middle),
      accept: { above: 0 },
    }),
  ],
  context: [
    risk("risk, bag level", armAt("bag", middle)),
    risk("risk, instance level", armAt("instance", middle)),
    risk("risk, interpolated", armAt("interpolated", middle)),
  ],
};

// --- which end is better

const switchSizes = [2, 5, 20];

const biasVarianceSwitch: Claim = {
  id: "bias-variance-switch",
  statement:
    "Of the two ends, the bag-level loss is better for small bags and the instance-level loss for large ones.",
  paper: {
    figure:
      "Bag level wins far from its interpolation threshold, instance level near it (numbers not verified)",
    where: "comparison of the two losses' risks",
  },
  protocol: {
    id: "bias-variance-switch",
    version: 1,
    seeds: 10,
    summary: `Bags of 2 and of 20, where there are as many bags as features (bags of 5 for context); ${data}`,
    treatments: treatmentsAt(["bag", "instance"], switchSizes),
    run: measureArm,
  },
  checks: [
    paired({
      label: "log risk, instance level − bag level, k = 2",
      metric: "logRisk",
      treatment: armAt("instance", 2),
      baseline: armAt("bag", 2),
      accept: { above: 0 },
    }),
    paired({
      label: "log risk, instance level − bag level, k = 20",
      metric: "logRisk",
      treatment: armAt("instance", 20),
      baseline: armAt("bag", 20),
      accept: { below: 0 },
    }),
  ],
  context: [2, 5].flatMap((bagSize) => [
    risk(`risk, bag level, k = ${bagSize}`, armAt("bag", bagSize)),
    risk(`risk, instance level, k = ${bagSize}`, armAt("instance", bagSize)),
  ]),
};

// --- simulation against prediction

const formulaSizes = [2, 5, 10, 16];
const formulaRhos = [0, 0.03, 0.1, 0.3, 1];
const atSize = (bagSize: number) => `k=${bagSize}`;
const riskAtRho = (rho: number) => `risk(ρ=${rho})`;

/** Mean simulated risk over predicted risk, for every weight at some bag sizes. */
function formulaRatios(seeds: SeedMetrics[], bagSizes = formulaSizes): number[] {
  return bagSizes.flatMap((bagSize) =>
    formulaRhos.map((rho) => {
      const simulated = mean(seeds.map((seed) => metricOf(seed, atSize(bagSize), riskAtRho(rho))));
      return simulated / predictRisk(setting, { bagSize, rho }).risk;
    }),
  );
}

const riskFormula: Claim = {
  id: "risk-formula",
  statement:
    "The risk predicted in the limit of many samples and features matches simulation at moderate sizes.",
  paper: {
    figure: "A theorem on the risk in the proportional limit, with simulations that agree (not verified)",
    where: "theorem on the interpolating estimator; the formula tested here is our own",
  },
  protocol: {
    id: "risk-formula",
    version: 1,
    seeds: 10,
    summary: `Bags of 2, 5, 10 and 16, ρ = 0, 0.03, 0.1, 0.3 and 1: 20 ratios of mean to prediction; ${data}`,
    treatments: formulaSizes.map((bagSize) => ({
      id: atSize(bagSize),
      arm: "interpolated",
      controls: { ...size, bagSize },
    })),
    run: measure((_, { bagSize }) =>
      Object.fromEntries(formulaRhos.map((rho) => [riskAtRho(rho), { bagSize, rho }])),
    ),
  },
  checks: [
    threshold({
      label: "smallest of 20 ratios, simulated / predicted risk",
      overall: (seeds) => Math.min(...formulaRatios(seeds)),
      accept: { above: 0.85 },
    }),
    threshold({
      label: "largest of 20 ratios, simulated / predicted risk",
      overall: (seeds) => Math.max(...formulaRatios(seeds)),
      accept: { below: 1.15 },
    }),
  ],
  context: formulaSizes.map((bagSize) => ({
    label: `simulated / predicted risk, k = ${bagSize}, mean over ρ`,
    statistic: (seed) => mean(formulaRatios([seed], [bagSize])),
  })),
};

// --- private averages

export const privateSizes = [1, 2, 4, 5, 8, 10, 20, 40];
export const privateBudgets = [1, 2, 4, 8];
const atBudget = (epsilon: number) => `ε=${epsilon}`;
const riskAtSize = (bagSize: number) => `risk(k=${bagSize})`;

/** The bag size with the least mean risk. */
function bestSize(seeds: SeedMetrics[], epsilon: number): number {
  const risks = privateSizes.map((bagSize) =>
    mean(seeds.map((seed) => metricOf(seed, atBudget(epsilon), riskAtSize(bagSize)))),
  );
  return privateSizes[risks.indexOf(Math.min(...risks))]!;
}

/** How much the best bag size grows at most from one budget to the next larger one. */
function largestRise(seeds: SeedMetrics[]): number {
  const best = privateBudgets.map((epsilon) => bestSize(seeds, epsilon));
  return Math.max(...best.slice(1).map((bagSize, i) => bagSize - best[i]!));
}

const privateBagSize: Claim = {
  id: "private-bag-size",
  statement:
    "Under label differential privacy the best bag size of the instance-level estimator grows as the budget ε falls.",
  paper: {
    figure: "The best bag size grows with the demand for privacy (numbers not verified)",
    where: "section on label differential privacy",
  },
  protocol: {
    id: "private-bag-size",
    version: 1,
    seeds: 10,
    summary: `Instance level, responses clipped at 4, Laplace noise for ε = 1, 2, 4, 8; bags of 1, 2, 4, 5, 8, 10, 20 and 40; ${data}`,
    treatments: privateBudgets.map((epsilon) => ({
      id: atBudget(epsilon),
      arm: "instance",
      controls: { ...size, isPrivate: true, epsilon, clip: 4 },
    })),
    run: measure((_, values) =>
      Object.fromEntries(
        privateSizes.map((bagSize) => [riskAtSize(bagSize), { bagSize, rho: 1, privacy: privacyOf(values) }]),
      ),
    ),
  },
  checks: [
    threshold({
      label: "best bag size, ε = 8 (1 is the smallest)",
      overall: (seeds) => bestSize(seeds, 8),
      accept: { below: 2 },
    }),
    threshold({
      label: "best bag size, ε = 1 (5 or more)",
      overall: (seeds) => bestSize(seeds, 1),
      accept: { above: 4 },
    }),
    threshold({
      label: "largest rise of the best bag size where ε doubles (none)",
      overall: largestRise,
      accept: { below: 1 },
    }),
  ],
  context: [
    ...privateSizes.map((bagSize) => risk(`risk, ε = 1, k = ${bagSize}`, atBudget(1), riskAtSize(bagSize))),
    ...[1, 2, 4].map((bagSize) => risk(`risk, ε = 4, k = ${bagSize}`, atBudget(4), riskAtSize(bagSize))),
  ],
};

export const claims: Claim[] = [interpolationWins, biasVarianceSwitch, riskFormula, privateBagSize];
