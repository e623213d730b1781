import { type Array, numpy as np } from "@jax-js/jax";
import { dispose, type Program, toArrays } from "@offprint/compile";
import type { Compile, Metrics } from "@offprint/lab";
import { tolerance, uniformityLoss } from "@offprint/methods/metrics";
import { type LabelledFeatures, neighbourAccuracy, probeAccuracy } from "./classifiers.ts";
import { type Digits, type LabelledImages, loadSplit, pixelCount, standardise } from "./digits.ts";
import { type Embedded, embed, type Network } from "./network.ts";

/** The digits, and what it takes to look at networks through them. */
export interface Bench {
  digits: Digits;
  /** All images without augmentation, as the network takes them. */
  images: LabelledFeatures;
  embed: Program<[Network, Array], Embedded>;
  dispose(): void;
}

export async function openBench(compile: Compile): Promise<Bench> {
  const digits = await loadSplit();
  const { train, test } = digits;
  const toDevice = ({ images, count }: LabelledImages) =>
    np.array(standardise(images, digits), { shape: [count, pixelCount] });
  const images = {
    train: toDevice(train),
    trainLabels: np.array(train.labels),
    test: toDevice(test),
    testLabels: np.array(test.labels),
  };
  const program = compile(embed);
  return {
    digits,
    images,
    embed: program,
    dispose: () => {
      program.dispose();
      dispose(images);
    },
  };
}

/** Uniformity and tolerance of the test embeddings. */
export type Spread = { uniformity: number; tolerance: number };

export async function measureSpread({ embed, images }: Bench, network: Network): Promise<Spread> {
  const { h, z } = await outputsOf(embed, network, images.test);
  h.dispose();
  return spreadOf(z, images.testLabels.ref);
}

/** What the network makes of images, as engine arrays of the caller's. */
async function outputsOf(embed: Bench["embed"], network: Network, images: Array): Promise<Embedded> {
  const result = await embed(network, images);
  const outputs = toArrays(result);
  dispose(result);
  return outputs;
}

async function spreadOf(z: Array, labels: Array): Promise<Spread> {
  return {
    uniformity: (await uniformityLoss(z.ref).data())[0]!,
    tolerance: (await tolerance(z, labels).data())[0]!,
  };
}

/** The spread, and how well embeddings z and features h of the encoder tell the digits apart. */
export async function measure({ embed, images }: Bench, network: Network): Promise<Metrics> {
  const train = await outputsOf(embed, network, images.train);
  const test = await outputsOf(embed, network, images.test);
  const labelled = (layer: keyof Embedded): LabelledFeatures => ({
    train: train[layer].ref,
    trainLabels: images.trainLabels.ref,
    test: test[layer].ref,
    testLabels: images.testLabels.ref,
  });
  try {
    return {
      ...(await spreadOf(test.z.ref, images.testLabels.ref)),
      neighbourAccuracy: await neighbourAccuracy(labelled("z")),
      featureNeighbourAccuracy: await neighbourAccuracy(labelled("h")),
      probeAccuracy: await probeAccuracy(labelled("h")),
    };
  } finally {
    dispose([train, test]);
  }
}
