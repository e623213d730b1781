import { type Array, numpy as np } from "@jax-js/jax";
import { loadBreastCancer, permutedSplit, rng, takeRows } from "@offprint/datasets";
import { drawOtherLabels } from "../shared/labelNoise.ts";

const classes = 2;

/** Inputs [n, features] and labels 0 or 1, int32 [n]. */
export type Examples = { inputs: Array; labels: Array };

/** What one seed trains and tests with; the caller disposes the arrays. */
export interface Task {
  train: Examples;
  test: Examples;
  features: number;
  trainCount: number;
}

export type TaskName = "sparse" | "cancer";

/**
 * The task of a seed.
 * @param labelNoise share of the training labels that are wrong; test labels are not
 */
export function makeTask(name: TaskName, seed: number, labelNoise: number): Promise<Task> | Task {
  return name === "sparse" ? sparseWideTask(seed, labelNoise) : breastCancerTask(seed, labelNoise);
}

const sparse = { features: 400, relevant: 20, train: 300, test: 2000 };

/**
 * Normal inputs of which 20 of 400 matter: the label is 1 where their sum, with a little of x₁x₂, is positive. More
 * inputs than the 300 training examples.
 */
function sparseWideTask(seed: number, labelNoise: number): Task {
  const { features, train, test } = sparse;
  const stream = rng(seed);
  const inputs = Float32Array.from(stream.normals((train + test) * features));
  const labels = Int32Array.from({ length: train + test }, (_, row) =>
    sparseScore(inputs.subarray(row * features)) > 0 ? 1 : 0,
  );
  const part = (from: number, to: number): Examples => ({
    inputs: np.array(inputs.slice(from * features, to * features), { shape: [to - from, features] }),
    labels: np.array(labels.slice(from, to)),
  });
  drawOtherLabels(labels.subarray(0, train), { rate: labelNoise, classes, stream });
  return { train: part(0, train), test: part(train, train + test), features, trainCount: train };
}

function sparseScore(x: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < sparse.relevant; i++) sum += x[i]!;
  return sum / Math.sqrt(sparse.relevant) + 0.5 * Math.tanh(x[0]! * x[1]!);
}

const cancerTrainCount = 200;

/** Breast tumours, benign or malignant, by 30 measurements: 200 to train on and 369 to test. */
async function breastCancerTask(seed: number, labelNoise: number): Promise<Task> {
  const table = await loadBreastCancer({ standardize: true });
  const split = permutedSplit({ seed, train: cancerTrainCount, count: table.labels.length });
  const train = takeRows(table, split.train);
  drawOtherLabels(train.labels, { rate: labelNoise, classes, stream: split.stream });
  const examples = ({ x, y }: { x: Array; y: Array }): Examples => ({ inputs: x, labels: y });
  return {
    train: examples(train.toArrays()),
    test: examples(takeRows(table, split.test).toArrays()),
    features: table.featureNames.length,
    trainCount: cancerTrainCount,
  };
}
