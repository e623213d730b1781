import type { Rng } from "@offprint/datasets";

/** How labels are disturbed. */
export interface LabelNoise {
  /** Probability that a label is disturbed, 0..1. */
  rate: number;
  classes: number;
  /** Where the draws come from. */
  stream: Rng;
}

/**
 * Replaces labels by a draw from all classes, in place: a share of `rate · (1 − 1/classes)` comes to be wrong, since
 * the draw may be right.
 */
export function drawLabelsAnew(labels: Int32Array, { rate, classes, stream }: LabelNoise): void {
  for (const i of labels.keys()) {
    if (stream.uniform() < rate) labels[i] = stream.int(classes);
  }
}

/** Replaces labels by a draw from the other classes, in place: a share of `rate` comes to be wrong. */
export function drawOtherLabels(labels: Int32Array, { rate, classes, stream }: LabelNoise): void {
  for (const [i, label] of labels.entries()) {
    if (stream.uniform() < rate) labels[i] = (label + 1 + stream.int(classes - 1)) % classes;
  }
}
