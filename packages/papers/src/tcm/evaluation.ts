import type { Array as EngineArray } from "@jax-js/jax";
import { dispose, toArrays } from "@offprint/compile";
import type { Compile } from "@offprint/lab";
import type { MlpParams } from "@offprint/lab/models";
import { opis, type Opis, recallAtK } from "@offprint/methods/metrics";
import { embed } from "./network.ts";
import { imagesOf, type Task } from "./task.ts";

/** How a network does on classes that it never trained on. */
export type Scores = {
  /** Operating-point inconsistency score. */
  opis: number;
  /** Share of test images whose nearest other test image is of the same class. */
  recall: number;
  /** Mean utility of the four classes with the lowest mean utility. */
  worstUtility: number;
  /** Mean utility of all classes over the calibration range. */
  meanUtility: number;
};

export interface Measurement {
  scores: Scores;
  /** The calibration range, as distances. */
  range: [dMin: number, dMax: number];
  /** Embeddings of the test images, [count, 32]; the caller's. */
  embeddings: EngineArray;
}

export interface Evaluation {
  /** Borrows the network. */
  measure: (network: MlpParams) => Promise<Measurement>;
  dispose: () => void;
}

const thresholds = 50;
const worstClasses = 4;

export function openEvaluation(compile: Compile, { test }: Task): Evaluation {
  const images = imagesOf(test.pixels);
  const program = compile((network: MlpParams, rows: EngineArray) => embed(network, rows));
  const measure = async (network: MlpParams): Promise<Measurement> => {
    const embedded = await program(network, images);
    const embeddings = toArrays(embedded);
    dispose(embedded);
    const consistency = opis(embeddings.ref, test.classes, { steps: thresholds });
    const scores: Scores = {
      opis: consistency.value,
      recall: recallAtK(embeddings.ref, test.classes, { k: [1] })[0]!,
      worstUtility: worstOf(consistency),
      meanUtility: consistency.meanUtility,
    };
    return { scores, range: [consistency.dMin, consistency.dMax], embeddings };
  };
  const close = () => {
    program.dispose();
    dispose(images);
  };
  return { measure, dispose: close };
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function worstOf({ utility }: Opis): number {
  const means = utility.map(mean).sort((a, b) => a - b);
  return mean(means.slice(0, worstClasses));
}
