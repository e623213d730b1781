import { type Array, numpy as np } from "@jax-js/jax";
import { dispose } from "@offprint/compile";
import { rng } from "@offprint/datasets";
import { progress, type Run, type RunContext } from "@offprint/lab";
import { type DctMethod, leadingSingularVectors, selectDctColumns } from "@offprint/methods/optimizers";

/** Sides of the square matrices on which subspaces are chosen. */
export const sides = [128, 256, 512] as const;
const rank = 32;
/** A way is timed at least so often, and for so long: the shortest time is free of what else the machine does. */
const [leastRepetitions, leastMilliseconds] = [4, 400] as const;

/** Ways to choose a subspace. `engine` is the engine's own decomposition, timed on the smaller matrices only. */
export const ways = ["svd", "matmul", "fft", "engine"] as const;
export type Way = (typeof ways)[number];
const isTimed = (way: Way, side: number) => way !== "engine" || side < 512;

/** Name of a metric: the best time for one choice of a subspace. */
export const millisecondsOf = (way: Way, side: number) => `milliseconds ${way} ${side}`;

/** Times all ways on one normal matrix of each side. */
export const timeChoices: Run = async function* ({ seed, signal, compile }) {
  const stream = rng(seed);
  const choosers = makeChoosers(compile);
  const metrics: Record<string, number> = {};
  try {
    for (const [at, side] of sides.entries()) {
      const matrix = np.array(Float32Array.from(stream.normals(side * side))).reshape([side, side]);
      try {
        for (const way of ways.filter((each) => isTimed(each, side))) {
          signal.throwIfAborted();
          metrics[millisecondsOf(way, side)] = await bestTime(() => choosers.run[way](matrix.ref), signal);
          yield progress(at + (ways.indexOf(way) + 1) / ways.length, sides.length);
        }
      } finally {
        matrix.dispose();
      }
    }
    return metrics;
  } finally {
    choosers.dispose();
  }
};

/** Each takes a matrix, which it consumes, and gives the subspace and the coordinates in it. */
function makeChoosers(compile: RunContext["compile"]) {
  const select = (method: DctMethod) =>
    compile((matrix: Array) => {
      const { indices, low, scores } = selectDctColumns(matrix, { rank, method });
      scores.dispose();
      return [indices, low];
    });
  const [matmul, fft] = [select("matmul"), select("fft")];
  const borrowing = (program: typeof matmul) => async (matrix: Array) => {
    const result = await program(matrix);
    matrix.dispose();
    return result;
  };
  const project = (matrix: Array, subspace: Array) => [subspace.ref, np.matmul(matrix, subspace)];
  const run: Record<Way, (matrix: Array) => Promise<Array[]>> = {
    svd: async (matrix) => project(matrix, leadingSingularVectors(matrix.ref, rank)),
    matmul: borrowing(matmul),
    fft: borrowing(fft),
    engine: async (matrix) => {
      const [left, values, right] = np.linalg.svd(matrix.ref) as [Array, Array, Array];
      dispose([left, values]);
      return project(matrix, right.slice([0, rank]).transpose());
    },
  };
  return { run, dispose: () => [matmul, fft].forEach((program) => program.dispose()) };
}

/** Shortest of several times until the result is there, after one run to warm up. */
async function bestTime(choose: () => Promise<Array[]>, signal: AbortSignal): Promise<number> {
  const time = async () => {
    signal.throwIfAborted();
    const started = performance.now();
    await Promise.all((await choose()).map((array) => array.data()));
    return performance.now() - started;
  };
  await time();
  const times: number[] = [];
  const began = performance.now();
  while (times.length < leastRepetitions || performance.now() - began < leastMilliseconds) {
    times.push(await time());
  }
  return Math.min(...times);
}
