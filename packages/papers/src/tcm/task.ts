import { type Array, numpy as np } from "@jax-js/jax";
import type { Rng } from "@offprint/datasets";
import { type DigitPool, drawTwoDigits, loadDigitPools, twoDigitPixelCount } from "../shared/twoDigits.ts";

const classCount = 100;
const trainingClassCount = 60;
const imagesPerTestClass = 20;
const batch = { classes: 24, imagesPerClass: 4 };

/** Classes to learn from, and others that the network never sees while it trains. */
export interface Task {
  /** Digits that the images for training are made of. */
  pool: DigitPool;
  /** Pairs of digits, as drawTwoDigits numbers them. */
  trainingClasses: Int32Array;
  /** One fixed set of images of the other classes. */
  test: {
    /** [count · 128] */
    pixels: Float32Array<ArrayBuffer>;
    /** Pair of digits of each image. */
    classes: Int32Array<ArrayBuffer>;
  };
}

/** Draws which 60 of the 100 classes to train on, and the test images of the other 40. */
export async function drawTask(stream: Rng): Promise<Task> {
  const pools = await loadDigitPools();
  const order = stream.permutation(classCount);
  const unseen = order.subarray(trainingClassCount).toSorted();
  const classes = repeatEach(unseen, imagesPerTestClass);
  return {
    pool: pools.train,
    trainingClasses: order.slice(0, trainingClassCount),
    test: { pixels: drawTwoDigits(stream, pools.test, classes), classes },
  };
}

export type Batch = {
  /** [96, 128] */
  images: Array;
  /** Place among the training classes, int32 [96]. */
  labels: Array;
};

/** Four fresh images of each of 24 training classes. */
export function drawBatch(stream: Rng, { pool, trainingClasses }: Task): Batch {
  const chosen = stream.permutation(trainingClasses.length).subarray(0, batch.classes);
  const labels = repeatEach(chosen, batch.imagesPerClass);
  const classes = labels.map((place) => trainingClasses[place]!);
  return { images: imagesOf(drawTwoDigits(stream, pool, classes)), labels: np.array(labels) };
}

/** [count, 128]; the caller disposes it. */
export function imagesOf(pixels: Float32Array<ArrayBuffer>): Array {
  return np.array(pixels).reshape([-1, twoDigitPixelCount]);
}

function repeatEach(values: Int32Array, times: number): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length: values.length * times }, (_, i) => values[Math.floor(i / times)]!);
}
