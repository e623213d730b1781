import { type Array, numpy as np, tree } from "@jax-js/jax";
import { dispose, read } from "@offprint/compile";
import type { Compile, Metrics } from "@offprint/lab";
import { mlp, type MlpParams } from "@offprint/lab/models";
import { icnnParts } from "@offprint/methods/metrics";
import type { DigitPool } from "../shared/twoDigits.ts";
import {
  drawTestSet,
  type Images,
  novelClasses,
  queriesPerClass,
  samplesPerClass,
  testEpisodes,
  testWay,
} from "./episodes.ts";
import { classLabels } from "./objective.ts";

/** Neighbours that the window of the score holds, on training episodes of five shots and on novel classes. */
const window = 10;

/** The three parts of the ICNN score of novel classes. */
export interface Parts {
  intra: number;
  inter: number;
  purity: number;
}

export interface Evaluation {
  /** Accuracy of each of the test episodes with five shots. Borrows the network. */
  fiveShot: (params: MlpParams) => Promise<number[]>;
  /** Borrows the network. */
  parts: (params: MlpParams) => Promise<Parts>;
  /** Everything that the claims ask for. Borrows the network. */
  measure: (params: MlpParams) => Promise<Metrics>;
  dispose: () => void;
}

/** @param k neighbours that the score judges */
export function openEvaluation(compile: Compile, pool: DigitPool, k: number): Evaluation {
  const testSet = drawTestSet(pool);
  const oneShotProgram = compile(episodeAccuracies(1));
  const fiveShotProgram = compile(episodeAccuracies(5));
  const neighbourhood = compile(neighbourhoodOf(k));

  const numbersOf = async (result: Promise<Array>): Promise<number[]> => {
    const array = await result;
    const values = (await read(array)) as number[];
    dispose(array);
    return values;
  };
  const lookAround = async (params: MlpParams) => {
    const result = await neighbourhood(params, testSet.samples);
    const values = await read(result);
    dispose(result);
    return values;
  };
  const fiveShot = (params: MlpParams) => numbersOf(fiveShotProgram(params, testSet.fiveShot));
  return {
    fiveShot,
    parts: async (params) => {
      const { intra, inter, purity } = await lookAround(params);
      return { intra, inter, purity };
    },
    measure: async (params) => {
      const { intra, inter, purity, embeddings } = await lookAround(params);
      return {
        oneShot: average(await numbersOf(oneShotProgram(params, testSet.oneShot))),
        fiveShot: average(await fiveShot(params)),
        score: ((intra + inter) / 2 + purity) / 2,
        compactness: compactness(embeddings as number[][], samplesPerClass),
      };
    },
    dispose: () => {
      for (const program of [oneShotProgram, fiveShotProgram, neighbourhood]) program.dispose();
      dispose(testSet);
    },
  };
}

/** Share of the queries of each episode that are nearest to their own prototype; for a program. */
function episodeAccuracies(shots: number) {
  return (params: MlpParams, { support, queries }: Images): Array => {
    const shape = (each: number) => [testEpisodes, testWay, each, -1];
    const prototypes = mlp.apply(tree.ref(params), support).reshape(shape(shots)).mean(2);
    const embedded = mlp.apply(params, queries).reshape([testEpisodes, testWay * queriesPerClass, -1]);
    const halfSquares = np.square(prototypes.ref).sum(2).mul(0.5).reshape([testEpisodes, 1, testWay]);
    const nearness = np.matmul(embedded, prototypes.transpose([0, 2, 1])).sub(halfSquares);
    const right = np.argmax(nearness, 2).equal(classLabels(testWay, queriesPerClass).reshape([1, -1]));
    return np.where(right, np.ones([]), 0).mean(1);
  };
}

/** Embeddings of images ordered by novel class and the parts of their score; for a program. */
function neighbourhoodOf(k: number) {
  return (params: MlpParams, images: Array) => {
    const embeddings = mlp.apply(params, images);
    const labels = classLabels(novelClasses().length, samplesPerClass);
    return { embeddings: embeddings.ref, ...icnnParts(embeddings, labels, { k, window }) };
  };
}

/**
 * Mean distance of two embeddings of a class over that of two of different classes: smaller is more compact.
 * @param rows ordered by class
 */
export function compactness(rows: number[][], perClass: number): number {
  const [within, between]: [number[], number[]] = [[], []];
  const classOf = (row: number) => Math.floor(row / perClass);
  for (const [i, a] of rows.entries()) {
    for (const [j, b] of rows.entries()) {
      if (j <= i) continue;
      const distance = Math.hypot(...a.map((x, at) => x - b[at]!));
      (classOf(i) === classOf(j) ? within : between).push(distance);
    }
  }
  return average(within) / average(between);
}

export function average(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
