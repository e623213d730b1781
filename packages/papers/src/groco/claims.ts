import { type Claim, metricOf, paired, type Protocol, type Run, threshold } from "@offprint/lab";
import { checkNetworks } from "./networkCheck.ts";
import { trainAndMeasure } from "./runs.ts";

/** One set of runs serves all claims about training. */
const training: Protocol = {
  id: "better-knn-than-simclr",
  version: 1,
  seeds: 5,
  summary:
    "8 × 8 digits (1348 train, 449 test); views by shift, cutout, contrast and noise; perceptron 64-128-64 with a projector to 32; Adam 3e-3, batch 128, 200 steps; k-NN with 20 neighbours unless said otherwise",
  treatments: [
    { id: "GroCo", arm: "groco", controls: { views: 2, topK: 10, steepness: 1, steps: 200 } },
    { id: "GroCo, 4 views", arm: "groco", controls: { views: 4, topK: 10, steepness: 1, steps: 200 } },
    { id: "SimCLR", arm: "simclr", controls: { temperature: 0.5, steps: 200 } },
    { id: "SimCLR, τ = 0.2", arm: "simclr", controls: { temperature: 0.2, steps: 200 } },
    { id: "SimCLR, nearest 10", arm: "hardSimclr", controls: { temperature: 0.5, topK: 10, steps: 200 } },
  ],
  run: trainAndMeasure as Run,
};

const networks: Protocol = {
  id: "depth-of-the-networks",
  version: 1,
  seeds: 5,
  summary:
    "Layers counted for m = 4, 8, …, 1024; soft sorting of 200 rows of 16 normal scores at steepness 1e6, Cauchy, float64, against exact sorting",
  treatments: [{ id: "networks", arm: "groco" }],
  run: checkNetworks,
};

const names: Record<string, string> = {
  neighbourAccuracy: "k-NN on embeddings",
  featureNeighbourAccuracy: "k-NN on features",
  nearestNeighbourAccuracy: "1-NN on embeddings",
  probeAccuracy: "linear probe",
};

/** The mean of a metric, to stand beside the verdict. */
const level = (metric: string, treatment: string) => ({
  label: `${names[metric]}, ${treatment}`,
  statistic: (seed: Parameters<typeof metricOf>[0]) => metricOf(seed, treatment, metric),
});

/** A difference that stands beside the verdict. */
const difference = (metric: string, treatment: string, baseline: string) => ({
  label: `${names[metric]}, ${treatment} minus ${baseline}`,
  statistic: (seed: Parameters<typeof metricOf>[0]) =>
    metricOf(seed, treatment, metric) - metricOf(seed, baseline, metric),
});

const gain = (metric: string, treatment: string, baseline: string) =>
  paired({
    label: `${names[metric]}, ${treatment} minus ${baseline}`,
    metric,
    treatment,
    baseline,
    accept: { above: 0 },
  });

const networkValue = (metric: string) => (seed: Parameters<typeof metricOf>[0]) =>
  metricOf(seed, "networks", metric);

export const claims: Claim[] = [
  {
    id: "better-knn-than-simclr",
    headline: true,
    statement:
      "Ordering groups gives embeddings and features whose nearest neighbours tell classes apart better than those of plain contrastive learning.",
    paper: {
      figure:
        "ImageNet, ResNet-50, 100 epochs, two views: k-NN 60.5 %, linear 69.2 %; SimCLR with the same budget clearly lower (its value not verified)",
      where: "the authors' repository; tables of k-NN evaluation",
    },
    protocol: training,
    checks: [
      gain("neighbourAccuracy", "GroCo", "SimCLR"),
      gain("featureNeighbourAccuracy", "GroCo", "SimCLR"),
    ],
    context: [
      ...["GroCo", "SimCLR"].map((id) => level("neighbourAccuracy", id)),
      ...["GroCo", "SimCLR"].map((id) => level("featureNeighbourAccuracy", id)),
      difference("neighbourAccuracy", "GroCo", "SimCLR, τ = 0.2"),
      difference("featureNeighbourAccuracy", "GroCo", "SimCLR, τ = 0.2"),
      difference("neighbourAccuracy", "GroCo", "SimCLR, nearest 10"),
      difference("featureNeighbourAccuracy", "GroCo", "SimCLR, nearest 10"),
      difference("probeAccuracy", "GroCo", "SimCLR"),
    ],
  },
  {
    id: "local-neighbourhood",
    statement: "The gain shows for the single nearest neighbour.",
    paper: {
      figure: "the gain is largest for the nearest neighbours (no number verified)",
      where: "analysis of k-NN accuracy against k",
    },
    protocol: training,
    checks: [gain("nearestNeighbourAccuracy", "GroCo", "SimCLR")],
    context: [
      ...["GroCo", "SimCLR"].map((id) => level("nearestNeighbourAccuracy", id)),
      difference("neighbourAccuracy", "GroCo", "SimCLR"),
      difference("nearestNeighbourAccuracy", "GroCo", "SimCLR, τ = 0.2"),
    ],
  },
  {
    id: "more-views-help",
    statement:
      "With four views, hence three positives for every anchor, group ordering does better than with two.",
    paper: {
      figure: "k-NN after 100 epochs: 60.5 % with two views, 61.8 % with four",
      where: "the authors' repository",
    },
    protocol: training,
    checks: [gain("neighbourAccuracy", "GroCo, 4 views", "GroCo")],
    context: [
      ...["GroCo, 4 views", "GroCo"].map((id) => level("neighbourAccuracy", id)),
      difference("featureNeighbourAccuracy", "GroCo, 4 views", "GroCo"),
    ],
  },
  {
    id: "depth-of-the-networks",
    statement:
      "The odd-even network has as many layers as items, the bitonic one K(K + 1)/2 for 2ᴷ items; both sort exactly when steep.",
    paper: {
      figure: "m and K(K + 1)/2 layers, by construction",
      where: "on differentiable sorting networks",
    },
    protocol: networks,
    checks: [
      threshold({
        label: "slope of log layers against log m, odd-even",
        statistic: networkValue("oddEvenSlope"),
        accept: { above: 0.99, below: 1.01 },
      }),
      threshold({
        label: "sizes at which bitonic has another number of layers than K(K + 1)/2",
        statistic: networkValue("bitonicMismatches"),
        accept: { below: 1 },
      }),
      threshold({
        label: "largest error of soft sorting, odd-even",
        statistic: networkValue("oddEvenError"),
        accept: { below: 1e-3 },
      }),
      threshold({
        label: "largest error of soft sorting, bitonic",
        statistic: networkValue("bitonicError"),
        accept: { below: 1e-3 },
      }),
    ],
  },
];
