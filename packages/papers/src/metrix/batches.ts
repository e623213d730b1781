import { type Array, numpy as np } from "@jax-js/jax";
import type { Rng } from "@offprint/datasets";
import { drawBeta } from "../shared/drawBeta.ts";
import type { Values } from "./controls.ts";
import { imageAt, pixelCount, type Task } from "./task.ts";

/** Images of each training digit in a batch; the class of the image at place i is ⌊i / 10⌋. */
export const imagesPerClass = 10;

/** What to mix, as places in a batch: all [anchors · mixtures per anchor], those of an anchor one after another. */
export type Mixing = {
  /** A positive of the anchor or the anchor itself, int32. */
  first: Array;
  /** A negative of the anchor, int32. */
  second: Array;
  /** Share of the first. */
  lambda: Array;
};

export type Batch = {
  /** [classes · 10, 64] */
  images: Array;
  mixing: Mixing;
};

/** Streams of one seed: equal seeds see equal batches, whatever they mix. */
export interface Streams {
  batches: Rng;
  mixing: Rng;
}

export function drawBatch(streams: Streams, task: Task, values: Values): Batch {
  const rows = task.rowsByClass.flatMap((own) =>
    [...streams.batches.permutation(own.length).subarray(0, imagesPerClass)].map((place) => own[place]!),
  );
  const pixels = new Float32Array(rows.length * pixelCount);
  rows.forEach((row, at) => pixels.set(imageAt(task.train.pixels, row), at * pixelCount));
  return {
    images: np.array(pixels).reshape([-1, pixelCount]),
    mixing: drawMixing(streams.mixing, task.rowsByClass.length, values),
  };
}

/** One coin decides for the whole batch whether positives or the anchors themselves are mixed with negatives. */
function drawMixing(stream: Rng, classes: number, { mixturesPerAnchor, beta }: Values): Mixing {
  const anchors = classes * imagesPerClass;
  const mixesPositives = stream.int(2) === 0;
  const anchorOf = (item: number) => Math.floor(item / mixturesPerAnchor);
  const draw = (pick: (anchor: number) => number) =>
    Int32Array.from({ length: anchors * mixturesPerAnchor }, (_, item) => pick(anchorOf(item)));
  const first = draw((anchor) => (mixesPositives ? drawPositive(stream, anchor) : anchor));
  const second = draw((anchor) => drawNegative(stream, anchor, anchors));
  const lambda = Float32Array.from(first, () => drawBeta(stream, beta, beta));
  return { first: np.array(first), second: np.array(second), lambda: np.array(lambda) };
}

const classStart = (place: number) => place - (place % imagesPerClass);

/** Another image of the anchor's class. */
function drawPositive(stream: Rng, anchor: number): number {
  const step = 1 + stream.int(imagesPerClass - 1);
  return classStart(anchor) + ((anchor + step) % imagesPerClass);
}

/** An image of another class. */
function drawNegative(stream: Rng, anchor: number, anchors: number): number {
  const step = imagesPerClass + stream.int(anchors - imagesPerClass);
  return (classStart(anchor) + step) % anchors;
}
