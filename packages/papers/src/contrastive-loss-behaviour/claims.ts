import { type Claim, metricOf, paired, type Protocol, type Run, type Treatment } from "@offprint/lab";
import { trainAndMeasure } from "./runs.ts";

const sameForAll = { dimension: "32", steps: 200 };

const treatments: Treatment[] = [
  { id: "τ = 0.07", arm: "contrastive", controls: { ...sameForAll, temperature: 0.07 } },
  { id: "τ = 0.2", arm: "contrastive", controls: { ...sameForAll, temperature: 0.2 } },
  { id: "τ = 1", arm: "contrastive", controls: { ...sameForAll, temperature: 1 } },
  { id: "simple", arm: "simple", controls: sameForAll },
  { id: "hard simple", arm: "hardSimple", controls: { ...sameForAll, hardFraction: 0.1 } },
  {
    id: "hard, τ = 1",
    arm: "hardContrastive",
    controls: { ...sameForAll, temperature: 1, hardFraction: 0.1 },
  },
];

/** One set of runs serves all claims. */
const protocol: Protocol = {
  id: "temperature-sets-uniformity-and-tolerance",
  version: 1,
  seeds: 5,
  summary:
    "8 × 8 digits (1348 train, 449 test); views by shift, cutout, contrast and noise; perceptron 64-128-64 with a projector to 32; Adam 3e-3, batch 128, 200 steps; hard losses keep a tenth; 5 seeds",
  treatments,
  run: trainAndMeasure as Run,
};

/** The mean of a metric, to stand beside the verdict. */
const level = (metric: string, name: string) => (treatment: string) => ({
  label: `${name}, ${treatment}`,
  statistic: (seed: Parameters<typeof metricOf>[0]) => metricOf(seed, treatment, metric),
});
const uniformity = level("uniformity", "uniformity");
const toleranceOf = level("tolerance", "tolerance");
const neighbours = level("neighbourAccuracy", "k-NN accuracy");
const probe = level("probeAccuracy", "linear probe");

export const claims: Claim[] = [
  {
    id: "temperature-sets-uniformity-and-tolerance",
    headline: true,
    statement:
      "A larger temperature leaves the embeddings less uniform on the sphere and closer to their neighbours of the same class.",
    paper: {
      figure:
        "both grow with the temperature on CIFAR-10, CIFAR-100, SVHN and ImageNet-100 (a figure, no numbers)",
      where: "plots of uniformity and of tolerance against the temperature",
    },
    protocol,
    checks: [
      paired({
        label: "uniformity U, τ = 1 minus τ = 0.07",
        metric: "uniformity",
        treatment: "τ = 1",
        baseline: "τ = 0.07",
        accept: { above: 0 },
      }),
      paired({
        label: "tolerance T, τ = 1 minus τ = 0.07",
        metric: "tolerance",
        treatment: "τ = 1",
        baseline: "τ = 0.07",
        accept: { above: 0 },
      }),
    ],
    context: [
      ...["τ = 0.07", "τ = 0.2", "τ = 1"].map(uniformity),
      ...["τ = 0.07", "τ = 0.2", "τ = 1"].map(toleranceOf),
    ],
  },
  {
    id: "hardness-awareness-is-the-key",
    statement:
      "Without looking for hard negatives the loss is much worse, and choosing them explicitly is enough to repair it.",
    paper: {
      figure:
        "linear accuracy in %, simple against best contrastive: 74.8 and 83.3 (CIFAR-10), 39.3 and 56.4 (CIFAR-100), 70.8 and 95.5 (SVHN), 48.1 and 75.1 (ImageNet-100); hard simple 84.8 on CIFAR-10",
      where: "table of linear evaluation, as quoted by others",
    },
    protocol,
    checks: [
      paired({
        label: "k-NN accuracy, contrastive at τ = 0.2 minus simple",
        metric: "neighbourAccuracy",
        treatment: "τ = 0.2",
        baseline: "simple",
        accept: { above: 0 },
      }),
      paired({
        label: "k-NN accuracy, hard simple minus simple",
        metric: "neighbourAccuracy",
        treatment: "hard simple",
        baseline: "simple",
        accept: { above: 0 },
      }),
    ],
    context: [
      ...["τ = 0.2", "simple", "hard simple"].map(neighbours),
      ...["τ = 0.2", "simple", "hard simple"].map(probe),
    ],
  },
  {
    id: "hard-selection-makes-large-temperature-safe",
    statement: "At temperature 1, keeping only the hardest negatives brings back uniformity and accuracy.",
    paper: {
      figure:
        "hard contrastive at large temperatures, linear accuracy in %: 84.2 (CIFAR-10), 57.5 (CIFAR-100), 95.3 (SVHN), 74.7 (ImageNet-100)",
      where: "table of linear evaluation, as quoted by others",
    },
    protocol,
    checks: [
      paired({
        label: "uniformity U at τ = 1, hard minus all negatives",
        metric: "uniformity",
        treatment: "hard, τ = 1",
        baseline: "τ = 1",
        accept: { below: 0 },
      }),
      paired({
        label: "k-NN accuracy at τ = 1, hard minus all negatives",
        metric: "neighbourAccuracy",
        treatment: "hard, τ = 1",
        baseline: "τ = 1",
        accept: { above: 0 },
      }),
    ],
    context: [...["hard, τ = 1", "τ = 1"].map(neighbours), ...["hard, τ = 1", "τ = 1"].map(toleranceOf)],
  },
  {
    id: "reverse-u-in-temperature",
    statement: "A medium temperature gives better features than a small one and than a large one.",
    paper: {
      figure: "linear accuracy on CIFAR-10 in %: 79.75 (τ = 0.07), 83.27 (0.3), 82.21 (1.0)",
      where: "table of linear evaluation, as quoted by others",
    },
    protocol,
    checks: [
      paired({
        label: "linear probe, τ = 0.2 minus τ = 0.07",
        metric: "probeAccuracy",
        treatment: "τ = 0.2",
        baseline: "τ = 0.07",
        accept: { above: 0 },
      }),
      paired({
        label: "linear probe, τ = 0.2 minus τ = 1",
        metric: "probeAccuracy",
        treatment: "τ = 0.2",
        baseline: "τ = 1",
        accept: { above: 0 },
      }),
    ],
    context: [
      ...["τ = 0.07", "τ = 0.2", "τ = 1"].map(probe),
      ...["τ = 0.07", "τ = 0.2", "τ = 1"].map(neighbours),
    ],
  },
];
