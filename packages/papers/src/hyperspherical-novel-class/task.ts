import type { Rng } from "@offprint/datasets";
import { splitByIndex } from "../shared/digitsByIndex.ts";

export const digitCount = 10;
export const pixelCount = 64;

/** Images [n, 64] and their classes, which are places in `Task.digits`. */
export interface ClassifiedImages {
  images: Float32Array<ArrayBuffer>;
  classes: Int32Array<ArrayBuffer>;
}

/** For each novel class the rows of its training images in random order: the first ones are the examples. */
export type ExampleDraw = Int32Array[];

/** Some digits to train on, and the others to add later. */
export interface Task {
  /** The ten digits by class: first the base classes, then the novel ones. */
  digits: number[];
  baseCount: number;
  train: ClassifiedImages;
  test: ClassifiedImages;
  /** Rows of the training images that belong to base classes. */
  baseRows: Int32Array<ArrayBuffer>;
  draws: ExampleDraw[];
}

/** Draws of examples that results are averaged over where a plot says so; claims use the first. */
const drawCount = 3;

/** Draws which digits are novel, and the orders in which their examples are taken. */
export async function drawTask(stream: Rng, baseCount: number): Promise<Task> {
  const digits = [...stream.permutation(digitCount)];
  const { train, test } = await splitByIndex();
  const classified = ({ images, labels }: typeof train): ClassifiedImages => ({
    images,
    classes: labels.map((digit) => digits.indexOf(digit)),
  });
  const trainSet = classified(train);
  const rowsOf = (belongs: (label: number) => boolean) =>
    Int32Array.from([...trainSet.classes.keys()].filter((row) => belongs(trainSet.classes[row]!)));
  const novelRows = digits.slice(baseCount).map((_, i) => rowsOf((label) => label === baseCount + i));
  const drawExamples = (): ExampleDraw =>
    novelRows.map((rows) => stream.permutation(rows.length).map((place) => rows[place]!));
  return {
    digits,
    baseCount,
    train: trainSet,
    test: classified(test),
    baseRows: rowsOf((label) => label < baseCount),
    draws: Array.from({ length: drawCount }, drawExamples),
  };
}
