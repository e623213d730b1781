import { type Claim, metricOf, paired, type Protocol, type Run, type SeedMetrics } from "@offprint/lab";
import { trainAndMeasure } from "./runs.ts";

const settings = { head: "cosface", whisker: 1.5, filter: true, labelNoise: 0, classes: 1000, steps: 300 };
const treatment = (id: string, arm: string, changes: Partial<typeof settings> = {}) => ({
  id,
  arm,
  controls: { ...settings, ...changes },
});

const recipe =
  "synthetic identities (16 numbers each, seen through two random layers of tanh with 8 nuisance numbers and noise), 1000 to train on, 200 others to test with; perceptron 64-128-128-32; Adam 2e-3, batch 128, scale 32";
const run = trainAndMeasure as Run;

const verification: Protocol = {
  id: "improves-verification",
  version: 1,
  seeds: 5,
  summary: `${recipe}; CosFace margin 0.35, ArcFace 0.3, whisker 1.5; 300 steps; 5 seeds`,
  treatments: [
    treatment("CosFace", "plain"),
    treatment("CosFace with pairs", "unpg"),
    treatment("ArcFace", "plain", { head: "arcface" }),
    treatment("ArcFace with pairs", "unpg", { head: "arcface" }),
  ],
  run,
};

const noisyLabels: Protocol = {
  id: "filter-helps-with-noisy-labels",
  version: 1,
  seeds: 5,
  summary: `${recipe}; CosFace margin 0.35; every fifth training label random; 300 steps; 5 seeds`,
  treatments: [
    treatment("with filter", "unpg", { labelNoise: 0.2 }),
    treatment("without filter", "unpg", { labelNoise: 0.2, filter: false }),
    treatment("head alone", "plain", { labelNoise: 0.2 }),
  ],
  run,
};

const longTraining: Protocol = {
  id: "when-classes-are-well-trained",
  version: 1,
  seeds: 5,
  summary: `${recipe}; CosFace margin 0.35, whisker 1.5; 800 steps; 5 seeds`,
  treatments: [
    treatment("CosFace", "plain", { steps: 800 }),
    treatment("CosFace with pairs", "unpg", { steps: 800 }),
  ],
  run,
};

const level = (metric: string, name: string, id: string) => ({
  label: `${name}, ${id}`,
  statistic: (seed: SeedMetrics) => metricOf(seed, id, metric),
});
const gain = (metric: string, name: string, id: string, baseline: string) => ({
  label: `${name}, ${id} minus ${baseline}`,
  statistic: (seed: SeedMetrics) => metricOf(seed, id, metric) - metricOf(seed, baseline, metric),
});

const accepted = "accepted at 1 in 1000";
const withPairs = (head: string) => [`${head} with pairs`, head] as const;
const better = (head: string) => {
  const [id, baseline] = withPairs(head);
  return paired({
    label: `${accepted}, ${id} minus ${baseline}`,
    metric: "trueAcceptRate",
    treatment: id,
    baseline,
    accept: { above: 0 },
  });
};

export const claims: Claim[] = [
  {
    id: "improves-verification",
    headline: true,
    statement: "Pairs of the batch in the denominator improve the verification of unseen identities.",
    paper: {
      figure:
        "IJB-B, accepted at 1 in 10 000: CosFace 94.39 to 94.99 %, ArcFace 94.89 to 95.04 %, MagFace 93.99 to 95.21 %",
      where: "table of results in the repository of the code",
    },
    protocol: verification,
    checks: ["CosFace", "ArcFace"].map(better),
    context: [
      ...verification.treatments.map(({ id }) => level("trueAcceptRate", accepted, id)),
      ...["CosFace", "ArcFace"].map((head) =>
        gain("strictTrueAcceptRate", "accepted at 1 in 10 000", ...withPairs(head)),
      ),
      ...["CosFace", "ArcFace"].map((head) => gain("recall", "nearest image right", ...withPairs(head))),
    ],
  },
  {
    id: "closes-the-mismatch",
    statement:
      "Negatives against class weights look easier than real ones; pairs in the denominator make them alike.",
    paper: {
      figure: "overlapping distributions of similarities where they lay apart (no number)",
      where: "figure of similarity distributions",
    },
    protocol: verification,
    checks: [
      {
        kind: "paired",
        label: "99th percentile of cosines, unseen minus class weights, CosFace",
        statistic: (seed) => metricOf(seed, "CosFace", "mismatch"),
        accept: { above: 0 },
      },
      {
        kind: "paired",
        label: "the same, CosFace minus CosFace with pairs",
        statistic: (seed) =>
          metricOf(seed, "CosFace", "mismatch") - metricOf(seed, "CosFace with pairs", "mismatch"),
        accept: { above: 0 },
      },
    ],
    context: [level("mismatch", "unseen minus class weights", "CosFace with pairs")],
  },
  {
    id: "filter-helps-with-noisy-labels",
    statement: "With wrong labels in training, the whisker filter improves verification.",
    paper: { figure: "better with the filter (values not verified)", where: "ablation of the filter" },
    protocol: noisyLabels,
    checks: [
      paired({
        label: `${accepted}, with filter minus without`,
        metric: "trueAcceptRate",
        treatment: "with filter",
        baseline: "without filter",
        accept: { above: 0 },
      }),
    ],
    context: noisyLabels.treatments.map(({ id }) => level("trueAcceptRate", accepted, id)),
  },
  {
    id: "when-classes-are-well-trained",
    statement: "Pairs also help when every class has been seen about a hundred times.",
    paper: { figure: "none: a question of ours about the limits", where: "not in the paper" },
    protocol: longTraining,
    checks: [better("CosFace")],
    context: longTraining.treatments.map(({ id }) => level("trueAcceptRate", accepted, id)),
  },
];
