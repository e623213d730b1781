import { type Array, numpy as np } from "@jax-js/jax";
import type { Rng } from "@offprint/datasets";
import { pixelCount, type Task } from "./task.ts";

export const batchSize = 128;

/** Noisy images of base classes, and for each a partner of its class and a stranger of another, by place. */
export type Batch = {
  /** [128, 64] */
  images: Array;
  /** int32 [128], as all that follows. */
  labels: Array;
  partners: Array;
  strangers: Array;
};

/** Draws a batch with replacement; every treatment of a seed gets the same batches. */
export function drawBatch(stream: Rng, { train, baseRows }: Task, noise: number): Batch {
  const images = new Float32Array(batchSize * pixelCount);
  const labels = new Int32Array(batchSize);
  for (let at = 0; at < batchSize; at++) {
    const row = baseRows[stream.int(baseRows.length)]!;
    labels[at] = train.classes[row]!;
    for (let pixel = 0; pixel < pixelCount; pixel++) {
      images[at * pixelCount + pixel] = train.images[row * pixelCount + pixel]! + noise * stream.normal();
    }
  }
  const { partners, strangers } = drawCompanions(stream, labels);
  return {
    images: np.array(images).reshape([batchSize, pixelCount]),
    labels: np.array(labels),
    partners: np.array(partners),
    strangers: np.array(strangers),
  };
}

/** For each member of a batch another one of its class, itself if it is alone, and one of another class. */
export function drawCompanions(stream: Rng, labels: Int32Array) {
  const places = [...labels.keys()];
  const pick = (from: number[], otherwise: number) =>
    from.length ? from[stream.int(from.length)]! : otherwise;
  const partners = labels.map((label, at) =>
    pick(
      places.filter((other) => other !== at && labels[other] === label),
      at,
    ),
  );
  const strangers = labels.map((label, at) =>
    pick(
      places.filter((other) => labels[other] !== label),
      at,
    ),
  );
  return {
    partners: partners as Int32Array<ArrayBuffer>,
    strangers: strangers as Int32Array<ArrayBuffer>,
  };
}
