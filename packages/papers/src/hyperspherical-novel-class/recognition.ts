import { type Array, numpy as np } from "@jax-js/jax";
import { classPrototypes, hyperspherePredict } from "@offprint/methods/training";
import { digitCount, type Task } from "./task.ts";

/** What recognition starts from. */
export type View = {
  /** Unit embeddings of the training and test images without noise, [n, dimension]. */
  train: Array;
  test: Array;
  /** Unit directions of the base classes, [base classes, dimension]. */
  base: Array;
};

/** What a network says once the novel classes have been added. */
export type Answers = {
  /** Unit directions of all classes, [10, dimension]. */
  directions: Array;
  /** Class of each test image among all, int32 [n]. */
  amongAll: Array;
  /** The same among the novel ones, counted from 0. */
  amongNovel: Array;
};

/**
 * Adds a prototype for each novel class to the base directions and classifies the test images; for a program.
 * @param exampleLabels novel class (from 0) of each training image that is an example, −1 for all others, int32 [n]:
 *   one shape for all numbers of examples
 */
export const answersOf =
  (novelCount: number) =>
  ({ train, test, base }: View, exampleLabels: Array): Answers => {
    const prototypes = classPrototypes(train, exampleLabels, { numClasses: novelCount });
    const directions = np.concatenate([base, prototypes.ref]);
    return {
      amongAll: predicted(test.ref, directions.ref),
      amongNovel: predicted(test, prototypes),
      directions,
    };
  };

function predicted(embeddings: Array, directions: Array): Array {
  const { labels, probabilities } = hyperspherePredict(embeddings, directions);
  probabilities.dispose();
  return labels;
}

/** How test images are recognised. */
export interface Recognition {
  /** Share of novel images that are right among the novel classes. */
  disjoint: number;
  /** Mean of the two that follow. */
  joint: number;
  /** Share of novel images that are right among all classes. */
  jointNovel: number;
  /** Share of base images that are right among all classes. */
  jointBase: number;
  /** Share of the images of class [row] that are taken for class [column] among all. */
  confusion: number[][];
}

export function recognitionOf(
  { amongAll, amongNovel }: { amongAll: number[]; amongNovel: number[] },
  { digits, test: { classes }, baseCount }: Task,
): Recognition {
  const counts = digits.map(() => digits.map(() => 0));
  let disjointHits = 0;
  for (const [i, label] of classes.entries()) {
    counts[label]![amongAll[i]!]! += 1;
    if (label === baseCount + amongNovel[i]!) disjointHits += 1;
  }
  const sizes = counts.map(sum);
  const rightOf = (from: number, to: number) =>
    sum(counts.slice(from, to).map((row, i) => row[from + i]!)) / sum(sizes.slice(from, to));
  const jointNovel = rightOf(baseCount, digitCount);
  const jointBase = rightOf(0, baseCount);
  return {
    disjoint: disjointHits / sum(sizes.slice(baseCount)),
    joint: (jointNovel + jointBase) / 2,
    jointNovel,
    jointBase,
    confusion: counts.map((row, label) => row.map((count) => count / sizes[label]!)),
  };
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
