import {
  type Claim,
  fitSlope,
  mean,
  metricOf,
  progress,
  type Protocol,
  type Run,
  type SeedMetrics,
  threshold,
} from "@offprint/lab";
import { dispose } from "@offprint/compile";
import type { Settings } from "./controls.ts";
import { digitsTask } from "./digits.ts";
import { countNumbers } from "./memory.ts";
import { millisecondsOf, sides, timeChoices, type Way } from "./timing.ts";
import { train } from "./training.ts";

// --- training

const rates = [1e-3, 3e-3, 1e-2] as const;
type Rate = (typeof rates)[number];
const subspaces = {
  DCT: { arm: "chosen", controls: { basis: "dct" } },
  SVD: { arm: "svd", controls: {} },
  random: { arm: "chosen", controls: { basis: "random" } },
} as const;
type Subspace = keyof typeof subspaces;

const treatmentId = (subspace: Subspace, rate: Rate) => `${subspace} at ${rate}`;
const stepsPerReport = 90;

/** A training run without anything to look at. */
const trainQuietly: Run = async function* (context) {
  const task = await digitsTask(context.seed);
  try {
    const training = train({ ...context, controls: context.controls as Settings }, task, stepsPerReport);
    for (;;) {
      const next = await training.next();
      if (next.done) return next.value;
      yield progress(next.value.step, next.value.totalSteps);
    }
  } finally {
    dispose(task);
  }
};

const trainingProtocol: Protocol = {
  id: "matches-svd",
  version: 1,
  seeds: 8,
  summary:
    "Digits, 1200 to train and 597 to test; perceptron 64-128-128-10, batch 64, 15 epochs; rank 8, a choice at every step; rates 0.001, 0.003, 0.01 for each subspace; 8 paired seeds.",
  treatments: (Object.keys(subspaces) as Subspace[]).flatMap((subspace) =>
    rates.map((learningRate) => ({
      id: treatmentId(subspace, learningRate),
      arm: subspaces[subspace].arm,
      controls: { ...subspaces[subspace].controls, rank: 8, epochs: 15, learningRate },
    })),
  ),
  run: trainQuietly,
};

/** The rate at which a subspace reaches the lowest training loss, on average over the seeds. */
export function bestRate(subspace: Subspace, seeds: SeedMetrics[]): Rate {
  const lossAt = (rate: Rate) =>
    mean(seeds.map((seed) => metricOf(seed, treatmentId(subspace, rate), "trainingLoss")));
  return rates.reduce((best, rate) => (lossAt(rate) < lossAt(best) ? rate : best));
}

const atBestRate = (subspace: Subspace, metric: string) => (seed: SeedMetrics, seeds: SeedMetrics[]) =>
  metricOf(seed, treatmentId(subspace, bestRate(subspace, seeds)), metric);

const difference = (metric: string, rate: Rate, one: Subspace, other: Subspace) => ({
  label: `${metric === "accuracy" ? "test accuracy" : "training loss"} at rate ${rate}, ${one} − ${other}`,
  statistic: (seed: SeedMetrics) =>
    metricOf(seed, treatmentId(one, rate), metric) - metricOf(seed, treatmentId(other, rate), metric),
});

const matchesSvd: Claim = {
  id: "matches-svd",
  headline: true,
  statement:
    "Choosing DCT columns trains as well as projecting on the gradient's singular vectors of the same number.",
  paper: {
    figure:
      "DCT-AdamW 13.69 against LDAdamW 13.91 in validation perplexity, Llama with 800M parameters (quoted second-hand)",
    where: "pre-training experiments",
  },
  protocol: trainingProtocol,
  checks: [
    {
      kind: "paired",
      label: "test accuracy, DCT − SVD, each at its rate of lowest training loss",
      statistic: (seed, seeds) =>
        atBestRate("DCT", "accuracy")(seed, seeds) - atBestRate("SVD", "accuracy")(seed, seeds),
      accept: { above: -0.01 },
    },
  ],
  context: [
    ...(Object.keys(subspaces) as Subspace[]).flatMap((subspace) => [
      { label: `test accuracy at the best rate, ${subspace}`, statistic: atBestRate(subspace, "accuracy") },
      {
        label: `training loss at the best rate, ${subspace}`,
        statistic: atBestRate(subspace, "trainingLoss"),
      },
    ]),
    ...rates.flatMap((rate) => [
      difference("accuracy", rate, "DCT", "SVD"),
      difference("trainingLoss", rate, "DCT", "SVD"),
      difference("accuracy", rate, "DCT", "random"),
    ]),
  ],
};

const shareAt = (subspace: Subspace) => (seed: SeedMetrics) =>
  metricOf(seed, treatmentId(subspace, 3e-3), "capturedShare");

const betterThanRandom: Claim = {
  id: "better-than-random",
  statement:
    "The chosen DCT columns capture far more of a gradient's energy than a random subspace of the same dimension, and less than its singular vectors do.",
  paper: {
    figure: "‖G − back‖² ≤ (1 − r/s) ‖G‖²: at least the share r/s of a random subspace",
    where: "theory of the selection",
  },
  protocol: trainingProtocol,
  checks: [
    {
      kind: "paired",
      label: "captured share of the 128 × 128 layer's gradient at rate 0.003, DCT − random",
      statistic: (seed) => shareAt("DCT")(seed) - shareAt("random")(seed),
      accept: { above: 0 },
    },
  ],
  context: [
    { label: "captured share, DCT", statistic: shareAt("DCT") },
    { label: "captured share, random", statistic: shareAt("random") },
    { label: "captured share, SVD", statistic: shareAt("SVD") },
    {
      label: "captured share, SVD − DCT",
      statistic: (seed) => shareAt("SVD")(seed) - shareAt("DCT")(seed),
    },
  ],
};

// --- time

const timingId = "choices";
const timingProtocol: Protocol = {
  id: "faster",
  version: 1,
  seeds: 5,
  summary:
    "Normal n × n matrices, n = 128, 256, 512; rank 32; shortest of at least 4 times for each way to choose a subspace; 5 matrices of each size.",
  treatments: [{ id: timingId, arm: "chosen" }],
  run: timeChoices,
  measuresTime: true,
};

const milliseconds = (way: Way, side: number) => (seed: SeedMetrics) =>
  metricOf(seed, timingId, millisecondsOf(way, side));

const timesAsLong = (one: Way, other: Way, side: number) => (seed: SeedMetrics) =>
  milliseconds(one, side)(seed) / milliseconds(other, side)(seed);

const growth = (way: Way) => (seed: SeedMetrics) =>
  fitSlope(
    sides.map(Math.log),
    sides.map((side) => Math.log(milliseconds(way, side)(seed))),
  );

const faster: Claim = {
  id: "faster",
  statement: "Choosing columns by FFT is much cheaper than an SVD, and its cost grows about like n² log n.",
  paper: {
    figure:
      "about 25 % less total run time than LDAdamW; FFT 8 to 50 times as fast on large layers (second-hand)",
    where: "run time comparisons",
  },
  protocol: timingProtocol,
  checks: [
    {
      kind: "ratio",
      label: "time of an SVD / time of a choice by FFT, n = 256",
      statistic: timesAsLong("svd", "fft", 256),
      accept: { above: 3 },
    },
    {
      kind: "slope",
      label: "slope of ln time on ln n, choice by FFT",
      statistic: growth("fft"),
      accept: { below: 2.6 },
    },
    {
      kind: "slope",
      label: "the same slope, FFT − SVD",
      statistic: (seed) => growth("fft")(seed) - growth("svd")(seed),
      accept: { below: 0 },
    },
  ],
  context: [
    { label: "slope, SVD", statistic: growth("svd") },
    { label: "slope, choice by a product with the basis", statistic: growth("matmul") },
    {
      label: "time of an SVD / time of a choice by a product, n = 256",
      statistic: timesAsLong("svd", "matmul", 256),
    },
    {
      label: "time of the engine's own SVD / time of a choice by FFT, n = 256",
      statistic: timesAsLong("engine", "fft", 256),
    },
    ...(["svd", "fft", "matmul"] as const).map((way) => ({
      label: `milliseconds at n = 512, ${way}`,
      statistic: milliseconds(way, 512),
    })),
  ],
};

// --- memory

const memoryProtocol: Protocol = {
  id: "memory",
  version: 1,
  seeds: 1,
  summary:
    "Numbers in the optimizer's state for the hidden layers 128 × 64 and 128 × 128 at rank 8: a count.",
  treatments: [
    { id: "DCT", arm: "chosen", controls: { rank: 8 } },
    { id: "SVD", arm: "svd", controls: { rank: 8 } },
  ],
  run: countNumbers,
};

const shareOfAdam = (id: string) => ({
  label: `moments and subspaces, as a share of full AdamW's state, ${id}`,
  statistic: (seed: SeedMetrics) => metricOf(seed, id, "shareOfAdam"),
});

const memory: Claim = {
  id: "memory",
  statement: "A layer's subspace costs r integers instead of an s × r matrix.",
  paper: { figure: "r integers per layer and one shared basis; none with the FFT", where: "memory section" },
  protocol: memoryProtocol,
  checks: [
    threshold({
      label: "numbers that describe subspaces, SVD / DCT (at least 64)",
      statistic: (seed) => metricOf(seed, "SVD", "subspaces") / metricOf(seed, "DCT", "subspaces"),
      accept: { above: 63.999 },
    }),
  ],
  context: [
    ...["SVD", "DCT"].map((id) => ({
      label: `numbers that describe subspaces, ${id}`,
      statistic: (seed: SeedMetrics) => metricOf(seed, id, "subspaces"),
    })),
    shareOfAdam("SVD"),
    shareOfAdam("DCT"),
  ],
};

export const claims: Claim[] = [matchesSvd, betterThanRandom, faster, memory];
