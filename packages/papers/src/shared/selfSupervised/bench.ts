import { type Array, numpy as np } from "@jax-js/jax";
import { dispose, type Program, toArrays } from "@offprint/compile";
import type { Compile } from "@offprint/lab";
import type { LabelledFeatures } from "./classifiers.ts";
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

/** @param given training and test images; default: {@link loadSplit} */
export async function openBench(compile: Compile, given?: Digits): Promise<Bench> {
  const digits = given ?? (await loadSplit());
  const { train, test } = digits;
  const toDevice = (images: LabelledImages) => networkInputs(images, digits);
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

/** Images as the network takes them, standardised by the statistics of training images, [count, 64]. */
export function networkInputs(
  { images, count }: LabelledImages,
  statistics: Pick<Digits, "means" | "scale">,
): Array {
  return np.array(standardise(images, statistics), { shape: [count, pixelCount] });
}

/** What the network makes of images (borrowed), as engine arrays of the caller's. */
export async function outputsOf(
  { embed: program }: Pick<Bench, "embed">,
  network: Network,
  images: Array,
): Promise<Embedded> {
  const result = await program(network, images);
  const outputs = toArrays(result);
  dispose(result);
  return outputs;
}

/** Features and embeddings of all images with their digits; the caller disposes them. */
export async function labelledOutputs(
  bench: Bench,
  network: Network,
): Promise<Record<keyof Embedded, LabelledFeatures>> {
  const { images } = bench;
  const train = await outputsOf(bench, network, images.train);
  const test = await outputsOf(bench, network, images.test);
  const labelled = (layer: keyof Embedded): LabelledFeatures => ({
    train: train[layer],
    trainLabels: images.trainLabels.ref,
    test: test[layer],
    testLabels: images.testLabels.ref,
  });
  return { h: labelled("h"), z: labelled("z") };
}
