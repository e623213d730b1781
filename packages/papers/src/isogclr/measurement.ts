import { type Array, numpy as np, tree } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import { type Compile, type Metrics, spearman } from "@offprint/lab";
import type { Rng } from "@offprint/datasets";
import { rng } from "@offprint/datasets";
import {
  type Bench,
  labelledOutputs,
  networkInputs,
  openBench,
  outputsOf,
} from "../shared/selfSupervised/bench.ts";
import { neighbourAccuracy, probeAccuracy } from "../shared/selfSupervised/classifiers.ts";
import { type LabelledImages, loadSplit } from "../shared/selfSupervised/digits.ts";
import { drawLongTail } from "../shared/selfSupervised/longTail.ts";
import type { Network } from "../shared/selfSupervised/network.ts";
import type { State } from "./training.ts";

/** A long-tailed draw of the digits, and what it takes to look at networks through it. */
export interface LongTailBench extends Bench {
  /** Training images of each digit. */
  sizes: number[];
  /** The random stream after the draw, as often as asked for. */
  stream: () => Rng;
  /** All training images before the draw, as the network takes them, and their digits. */
  balanced: { images: Array; labels: Array };
}

export async function openLongTailBench(
  compile: Compile,
  { seed, imbalance }: { seed: number; imbalance: number },
): Promise<LongTailBench> {
  const all = await loadSplit();
  const draw = () => {
    const stream = rng(seed);
    return { stream, ...drawLongTail(stream, all, imbalance) };
  };
  const { digits, sizes } = draw();
  const bench = await openBench(compile, digits);
  const balanced = toDevice(all.train, digits);
  return {
    ...bench,
    sizes,
    stream: () => draw().stream,
    balanced,
    dispose: () => {
      bench.dispose();
      dispose(balanced);
    },
  };
}

function toDevice(images: LabelledImages, statistics: Parameters<typeof networkInputs>[1]) {
  return { images: networkInputs(images, statistics), labels: np.array(images.labels) };
}

/** Test accuracy of the 20 nearest neighbours by embeddings, among all training images before the long-tailed draw. */
export async function balancedNeighbourAccuracy(bench: LongTailBench, network: Network): Promise<number> {
  const { balanced, images } = bench;
  const train = await outputsOf(bench, network, balanced.images);
  const test = await outputsOf(bench, network, images.test);
  tree.dispose([train.h, test.h]);
  return neighbourAccuracy({
    train: train.z,
    trainLabels: balanced.labels.ref,
    test: test.z,
    testLabels: images.testLabels.ref,
  });
}

/** How well embeddings and features tell the digits apart; with learned temperatures, how these follow frequency. */
export async function measure(
  bench: LongTailBench,
  arm: string,
  { network, memory }: State,
): Promise<Metrics> {
  const { h, z } = await labelledOutputs(bench, network);
  const accuracies = {
    probeAccuracy: await probeAccuracy(h),
    neighbourAccuracy: await neighbourAccuracy(z, 5),
    balancedNeighbourAccuracy: await balancedNeighbourAccuracy(bench, network),
  };
  if (arm !== "isogclr") return accuracies;
  const temperatures = (await read(memory.tau)) as number[];
  return { ...accuracies, ...temperatureMetrics(temperatures, bench.digits.train.labels, bench.sizes) };
}

const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean temperature of the training images of each digit. */
export function classTemperatures(temperatures: number[], labels: Int32Array, sizes: number[]): number[] {
  return sizes.map((_, digit) => average(temperatures.filter((_, at) => labels[at] === digit)));
}

/** How temperatures differ between frequent and rare digits. */
export function temperatureMetrics(temperatures: number[], labels: Int32Array, sizes: number[]): Metrics {
  const means = classTemperatures(temperatures, labels, sizes);
  const byFrequency = [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]!);
  const meanOf = (digits: number[]) => average(digits.map((digit) => means[digit]!));
  return {
    meanTemperature: average(temperatures),
    frequentTemperature: meanOf(byFrequency.slice(0, 3)),
    rareTemperature: meanOf(byFrequency.slice(-3)),
    rankCorrelation: spearman(sizes, means),
  };
}
