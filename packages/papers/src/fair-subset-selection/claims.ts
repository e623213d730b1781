import {
  type Claim,
  fitSlope,
  metricOf,
  paired,
  progress,
  type Protocol,
  type Run,
  type SeedMetrics,
  slope,
} from "@offprint/lab";
import { numpy as np } from "@jax-js/jax";
import { estimateSmoothness } from "@offprint/methods/selection";
import type { Chosen } from "./controls.ts";
import { choosePanel, makeJudge, meanItemScores } from "./quality.ts";
import { type RuleName, rules } from "./rules.ts";
import { simulate, type Simulation } from "./simulation.ts";

export const rankingCounts = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
const separableRules = ["borda", "bloc", "sntv"] as const;
type SeparableRule = (typeof separableRules)[number];
const label: Record<SeparableRule, string> = { borda: "Borda", bloc: "8-Bloc", sntv: "SNTV" };

// --- a seat guarantee raises true quality

const measurePanel: Run = async function* ({ arm, seed, controls }) {
  yield progress(0, 1);
  const chosen = controls as Chosen;
  const simulation = await simulate(seed, chosen, chosen.rankings);
  const panel = choosePanel(simulation, arm as RuleName, chosen.rankings, chosen.seats);
  return makeJudge(simulation, arm as RuleName).quality(panel);
};

const panelId = (rule: SeparableRule, seats: number, bias = 2) => `${rule} b=${bias}, ${seats} seats`;
const panelTreatments = (rule: SeparableRule, bias?: number) =>
  [4, 0].map((seats) => ({
    id: panelId(rule, seats, bias),
    arm: rule,
    controls: { rankings: 500, bias: bias ?? 2, seats },
  }));

const panelProtocol: Protocol = {
  id: "seat-guarantee",
  version: 1,
  seeds: 10,
  summary:
    "40 items of normal quality in two random groups, 8 seats, 500 rankings with Gaussian noise and utility bias b = 2; quality by 5000 unbiased rankings; 10 seeds.",
  treatments: [...separableRules.flatMap((rule) => panelTreatments(rule)), ...panelTreatments("sntv", 3)],
  run: measurePanel,
};

const gain = (rule: SeparableRule, bias?: number) =>
  paired({
    label: `F(S)/F(OPT), ${label[rule]}: four seats guaranteed − none`,
    metric: "quality",
    treatment: panelId(rule, 4, bias),
    baseline: panelId(rule, 0, bias),
    accept: { above: 0 },
  });

const seatGuarantee: Claim = {
  id: "seat-guarantee",
  statement: "Guaranteeing seats to the group that judges push down raises the true quality of the panel.",
  paper: {
    figure: "with the constraint the true score comes near the optimum, without it does not",
    where: "simulations, read off the figures",
  },
  protocol: panelProtocol,
  checks: separableRules.map((rule) => gain(rule)),
  context: [
    ...separableRules.map((rule) => ({
      label: `F(S)/F(OPT) with four seats guaranteed, ${label[rule]}`,
      statistic: (seed: SeedMetrics) => metricOf(seed, panelId(rule, 4), "quality"),
    })),
    { label: "the gain of SNTV at b = 3", statistic: gain("sntv", 3).statistic },
  ],
};

// --- how many rankings that takes, and what predicts it

/** What counts as enough, of the way from a random panel to the best one. */
const enough = 0.9;
/** Stands for "not with 10000 rankings". */
const neverEnough = 20_000;

const measureNeeded: Run = async function* ({ arm, seed, controls, signal }) {
  const rule = arm as RuleName;
  const simulation = await simulate(seed, controls as Chosen);
  const judge = makeJudge(simulation, rule);
  const qualities: number[] = [];
  for (const [i, count] of rankingCounts.entries()) {
    signal.throwIfAborted();
    const panel = choosePanel(simulation, rule, count, judge.bestSeats);
    qualities.push(judge.quality(panel).normalizedQuality);
    yield progress(i + 1, rankingCounts.length);
  }
  return {
    rankingsNeeded: rankingsNeeded(qualities),
    qualityAt100: qualities[rankingCounts.indexOf(100)]!,
    logAlpha: Math.log10(Math.max(1e-4, await alphaOf(simulation, rule))),
  };
};

/** The first of the ranking counts whose panel is good enough. */
export function rankingsNeeded(qualities: number[]): number {
  return rankingCounts[qualities.findIndex((quality) => quality >= enough)] ?? neverEnough;
}

async function alphaOf({ items, groups, unbiased, biased }: Simulation, rule: RuleName): Promise<number> {
  const [latent, observed] = [await meanItemScores(unbiased, rule), await meanItemScores(biased, rule)];
  return estimateSmoothness(np.array(latent), np.array(observed), np.array(groups.slice()), {
    rankings: 1,
    tau1: rules[rule].largestScore(items),
  }).alpha;
}

const biases = [0, 1, 2, 3];
const biasId = (rule: SeparableRule, bias: number) => `${rule} b=${bias}`;

const neededProtocol: Protocol = {
  id: "rankings-needed",
  version: 1,
  seeds: 10,
  summary:
    "The same simulation for b = 0, 1, 2, 3 on common noise, as many seats guaranteed as the best panel has; n* is the first of 5, 10, 20, …, 10000 rankings with 90 % of the way from a random to the best panel (else 20000); 10 seeds.",
  treatments: separableRules.flatMap((rule) =>
    biases.map((bias) => ({ id: biasId(rule, bias), arm: rule, controls: { bias } })),
  ),
  run: measureNeeded,
};

/** Decades of rankings for each unit of bias. */
function neededSlope(seed: SeedMetrics, rule: SeparableRule): number {
  const needed = biases.map((bias) => metricOf(seed, biasId(rule, bias), "rankingsNeeded"));
  return fitSlope(biases, needed.map(Math.log10));
}

const rankingsNeededClaim: Claim = {
  id: "rankings-needed",
  headline: true,
  statement:
    "How many rankings a seat guarantee needs to work depends drastically on the rule: as bias grows, SNTV needs ever more, Borda does not.",
  paper: {
    figure: "polynomially many for some score functions, exponentially many for others",
    where: "abstract; theorems on smoothness",
  },
  protocol: neededProtocol,
  checks: [
    {
      kind: "paired",
      label: "slope of log₁₀ n* on b, SNTV − Borda",
      statistic: (seed) => neededSlope(seed, "sntv") - neededSlope(seed, "borda"),
      accept: { above: 0 },
    },
    slope({
      label: "slope of log₁₀ n* on b, SNTV",
      statistic: (seed) => neededSlope(seed, "sntv"),
      accept: { above: 0.3 },
    }),
  ],
  context: [
    ...(["borda", "bloc"] as const).map((rule) => ({
      label: `slope of log₁₀ n* on b, ${label[rule]}`,
      statistic: (seed: SeedMetrics) => neededSlope(seed, rule),
    })),
    {
      label: "normalised quality at n = 100, b = 3, Borda − SNTV",
      statistic: (seed) =>
        metricOf(seed, biasId("borda", 3), "qualityAt100") -
        metricOf(seed, biasId("sntv", 3), "qualityAt100"),
    },
  ],
};

const smoothnessPredicts: Claim = {
  id: "smoothness-predicts",
  statement:
    "The smoothness of a rule, estimated by simulation, foretells this: the weakest item gets far more signal from Borda than from SNTV.",
  paper: {
    figure:
      "alpha for 10 items and 10 rankings: Borda 0.42 and 0.13, SNTV 0.01 and 0.00 (impartial culture, Mallows)",
    where: "output of the authors' tool",
  },
  protocol: neededProtocol,
  checks: [
    paired({
      label: "log₁₀ alpha at b = 1, Borda − SNTV",
      metric: "logAlpha",
      treatment: biasId("borda", 1),
      baseline: biasId("sntv", 1),
      accept: { above: 1 },
    }),
  ],
  context: separableRules.map((rule) => ({
    label: `log₁₀ alpha at b = 1, ${label[rule]} (never below −4)`,
    statistic: (seed: SeedMetrics) => metricOf(seed, biasId(rule, 1), "logAlpha"),
  })),
};

export const claims: Claim[] = [rankingsNeededClaim, seatGuarantee, smoothnessPredicts];
