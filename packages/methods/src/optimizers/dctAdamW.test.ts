import { type Array, DType, jit, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import {
  expectClose,
  matrixProblem,
  optimizerProperties,
  parametersAfterSteps,
} from "../../test/optimizers.ts";
import { InvalidArgumentError } from "../errors.ts";
import { adamw } from "./adamw.ts";
import { dctAdamW } from "./dctAdamW.ts";
import { dctMatrix } from "./dctMatrix.ts";
import { leadingSingularVectors } from "./leadingSingularVectors.ts";
import type { LowRankAdamWOptions } from "./projectedAdamW.ts";
import { selectDctColumns } from "./selectDctColumns.ts";
import { subspaceAdamW } from "./subspaceAdamW.ts";
import { svdAdamW } from "./svdAdamW.ts";

const problem = matrixProblem;
const variants: Record<string, LowRankAdamWOptions> = {
  plain: { learningRate: 0.05, rank: 2 },
  "without rotation": { learningRate: 0.05, rank: 2, rotateState: false },
  "every third step, error feedback": {
    learningRate: 0.05,
    rank: 1,
    updateInterval: 3,
    errorFeedback: true,
  },
  "decay, other moments, clipped rank": {
    learningRate: 0.05,
    rank: 9,
    b1: 0.8,
    b2: 0.9,
    eps: 1e-4,
    weightDecay: 0.1,
  },
};

/** The chosen basis vectors written out as a dense projection. */
function dctColumns(matrix: Array, rank: number): Array {
  const { dtype, shape } = matrix;
  const { indices, low, scores } = selectDctColumns(matrix, { rank });
  low.dispose();
  scores.dispose();
  return np.take(dctMatrix(shape[1]!, { dtype }), indices, 1);
}

describe.each(Object.entries(variants))("low-rank AdamW, %s", (_name, options) => {
  optimizerProperties("dctAdamW", () => dctAdamW(options), { problem });

  test("moves integers as a dense projection moves its moments", async () => {
    const dense = subspaceAdamW({ ...options, subspace: dctColumns });
    expectClose(
      await parametersAfterSteps(dctAdamW(options), { problem }),
      await parametersAfterSteps(dense, { problem }),
      1e-10,
    );
  });

  test("the transform by FFT gives the same steps", async () => {
    expectClose(
      await parametersAfterSteps(dctAdamW({ ...options, method: "fft" }), { problem }),
      await parametersAfterSteps(dctAdamW(options), { problem }),
      1e-10,
    );
  });

  optimizerProperties("svdAdamW", () => svdAdamW(options), { problem, traceable: false });

  test("svdAdamW decomposes only where a choice is due, and follows the general form", async () => {
    const dense = subspaceAdamW({ ...options, subspace: leadingSingularVectors });
    expectClose(
      await parametersAfterSteps(svdAdamW(options), { problem }),
      await parametersAfterSteps(dense, { problem }),
      1e-9,
    );
  });
});

describe("dctAdamW", () => {
  test("by FFT can be traced as well", async () => {
    const make = () => dctAdamW({ learningRate: 0.05, rank: 2, method: "fft", updateInterval: 2 });
    expectClose(
      await parametersAfterSteps(make(), { problem, traced: true }),
      await parametersAfterSteps(make(), { problem }),
      1e-6,
    );
  });

  test("gives vectors and large matrices ordinary AdamW", async () => {
    const weightDecay = 0.1;
    const want = await parametersAfterSteps(adamw({ learningRate: 0.05, weightDecay }), { problem });
    const all = dctAdamW({ learningRate: 0.05, rank: 1, weightDecay, maxShape: 2 });
    expectClose(await parametersAfterSteps(all, { problem }), want);
    const matrices = dctAdamW({ learningRate: 0.05, rank: 1, weightDecay });
    const bias = (rows: number[][]) => rows.map((row) => row.slice(-4));
    expectClose(bias(await parametersAfterSteps(matrices, { problem })), bias(want));
  });

  test("starts a basis vector that comes anew at zero moments", async () => {
    const optimizer = dctAdamW({ learningRate: 1, rank: 1 });
    const basis = (await dctMatrix(2).jsAsync()) as number[][];
    const along = (i: number) =>
      np.array([
        [basis[0]![i]!, basis[1]![i]!],
        [0, 0],
      ]);
    let state = optimizer.init(np.zeros([2, 2]));
    let updates: Array;
    [updates, state] = optimizer.update(along(0), state);
    updates.dispose();
    [updates, state] = optimizer.update(along(1), state);
    const layer = state.layers[0] as { mu: Array; indices: Array };
    expect(await layer.indices.ref.jsAsync()).toEqual([1]);
    expect((await layer.mu.ref.jsAsync())[0][0]).toBeCloseTo(0.1, 6);
    // (1 − b1) g / (1 − b1²) over √((1 − b2) g² / (1 − b2²)): the correction is the optimizer's, not the column's.
    const length = Math.hypot(...((await updates.data()) as Float32Array));
    expect(length).toBeCloseTo((0.1 / 0.19) * Math.sqrt(0.001999 / 0.001), 4);
  });

  test("holds integers, not a projection", () => {
    const state = dctAdamW({ learningRate: 1, rank: 3 }).init({ a: np.zeros([8, 5]), b: np.zeros([2, 9]) });
    const layers = state.layers as { mu: Array; nu: Array; indices: Array }[];
    expect(layers.map(({ mu, indices }) => [mu.shape, indices.shape, indices.dtype])).toEqual([
      [[8, 3], [3], DType.Int32],
      [[9, 2], [2], DType.Int32],
    ]);
  });

  test.each([
    [{ rank: 0 }, "rank"],
    [{ rank: 1.5 }, "rank"],
    [{ updateInterval: 0 }, "updateInterval"],
    [{ norm: 3 as never }, "norm"],
    [{ method: "dft" as never }, "method"],
    [{ b1: 1 }, "b1"],
    [{ b2: -1 }, "b2"],
    [{ eps: 0 }, "eps"],
    [{ learningRate: -1 }, "learningRate"],
    [{ weightDecay: -1 }, "weightDecay"],
    [{ maxShape: 0 }, "maxShape"],
  ])("refuses %j", (options, argument) => {
    const error = expect.objectContaining({ name: "InvalidArgumentError", argument });
    expect(() => dctAdamW({ learningRate: 1, rank: 1, ...options })).toThrow(error);
  });

  test("refuses arrays of three axes, and gradients that do not fit", () => {
    const optimizer = dctAdamW({ learningRate: 1, rank: 1, weightDecay: 0.1 });
    expect(() => optimizer.init(np.zeros([2, 2, 2]))).toThrow(InvalidArgumentError);
    const state = optimizer.init(np.zeros([3, 2]));
    expect(() => optimizer.update(np.zeros([4, 2]), state, np.zeros([4, 2]))).toThrow(/updates/);
    expect(() => optimizer.update(np.zeros([3, 2]), state)).toThrow(/params/);
  });
});

describe("svdAdamW", () => {
  test("refuses to be traced", () => {
    const optimizer = svdAdamW({ learningRate: 1, rank: 1 });
    const state = optimizer.init(np.zeros([2, 2]));
    const program = jit((gradient: Array) => {
      const [updates] = optimizer.update(gradient, state);
      return updates;
    });
    expect(() => program(np.ones([2, 2]))).toThrow(InvalidArgumentError);
  });
});
