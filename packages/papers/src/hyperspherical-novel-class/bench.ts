import { type Array, numpy as np, tree } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import { type Rng, rng } from "@offprint/datasets";
import type { Compile } from "@offprint/lab";
import { mlp } from "@offprint/lab/models";
import { classPrototypes } from "@offprint/methods/training";
import { unitRows } from "../shared/unitRows.ts";
import type { Network } from "./network.ts";
import { answersOf, type Recognition, recognitionOf, type View } from "./recognition.ts";
import { digitCount, drawTask, type ExampleDraw, pixelCount, type Task } from "./task.ts";

/** What a seed trains on, and what it takes to look at a network. */
export interface Bench {
  task: Task;
  /** Where batches come from, after the task was drawn from it. */
  stream: Rng;
  /** Embeds all images. Borrows the network; the view is the caller's. */
  view: (network: Network) => Promise<View>;
  /** Recognises the test images with so many examples per novel class. Borrows the view. */
  recognise: (view: View, draw: ExampleDraw, exampleCount: number) => Promise<Seen>;
  dispose: () => void;
}

/** A recognition and the ten directions that it went by. */
export interface Seen {
  recognition: Recognition;
  directions: number[][];
}

/** Class weights that were trained as directions stand for the base classes; else prototypes of all their images. */
export type BaseDirections = "weights" | "prototypes";

/** All images [n, 64], and the base class of each training image, −1 for novel ones, int32 [n]. */
type Images = { train: Array; test: Array; baseLabels: Array };

export async function openBench(
  compile: Compile,
  seed: number,
  baseCount: number,
  baseDirections: BaseDirections,
): Promise<Bench> {
  const stream = rng(seed);
  const task = await drawTask(stream, baseCount);
  const images: Images = {
    train: np.array(task.train.images).reshape([-1, pixelCount]),
    test: np.array(task.test.images).reshape([-1, pixelCount]),
    baseLabels: np.array(task.train.classes.map((label) => (label < baseCount ? label : -1))),
  };
  const view = compile(viewOf(baseCount, baseDirections));
  const answers = compile(answersOf(digitCount - baseCount));
  const recognise: Bench["recognise"] = async (seen, draw, exampleCount) => {
    const labels = np.array(exampleLabels(task, draw, exampleCount));
    const result = await answers(seen as never, labels);
    labels.dispose();
    const { directions, ...classes } = await read(result);
    dispose(result);
    return { directions, recognition: recognitionOf(classes, task) };
  };
  return {
    task,
    stream,
    view: (network) => view(network as never, images),
    recognise,
    dispose: () => {
      view.dispose();
      answers.dispose();
      dispose(images);
    },
  };
}

/** What recognition needs of a network; for a program. */
function viewOf(baseCount: number, baseDirections: BaseDirections) {
  return ({ encoder, classWeight, bias }: Network, { train, test, baseLabels }: Images): View => {
    bias.dispose();
    const trainRows = unitRows(mlp.apply(tree.ref(encoder), train));
    const testRows = unitRows(mlp.apply(encoder, test));
    if (baseDirections === "weights") {
      baseLabels.dispose();
      return { train: trainRows, test: testRows, base: unitRows(classWeight) };
    }
    classWeight.dispose();
    const base = classPrototypes(trainRows.ref, baseLabels, { numClasses: baseCount });
    return { train: trainRows, test: testRows, base };
  };
}

function exampleLabels({ train }: Task, draw: ExampleDraw, exampleCount: number): Int32Array<ArrayBuffer> {
  const labels = new Int32Array(train.classes.length).fill(-1);
  for (const [label, rows] of draw.entries())
    for (const row of rows.slice(0, exampleCount)) labels[row] = label;
  return labels;
}
