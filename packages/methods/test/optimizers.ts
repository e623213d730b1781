/** Steps of an optimizer on a small tree, and what holds for every optimizer of this library. */
import { DType, jit, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { applyUpdates, type GradientTransformation } from "../src/optimizers/gradientTransformation.ts";
import { type ArrayTree, disposeTree, leavesOf, refTree } from "../src/optimizers/tree.ts";
import { leakedBuffers } from "../src/testing/index.ts";

/** A tree with two nested leaves, of 3 and 1 elements, in float64 unless said otherwise. */
export function twoLeaves(values: number[], dtype = DType.Float64): ArrayTree {
  return {
    layer: { weight: np.array(values.slice(0, 3), { dtype }) },
    bias: [np.array(values.slice(3), { dtype })],
  };
}

/** The values of all leaves, one after the other. Consumes the tree. */
export async function flatValues(arrays: ArrayTree): Promise<number[]> {
  const lists = await Promise.all(leavesOf(arrays).map(async (leaf) => [...(await leaf.data())]));
  return lists.flat();
}

export const startValues = [1, -2, 0.5, 3];
export const gradientValues = [
  [0.1, -0.2, 0.3, 4],
  [0.5, 0.25, -1, 0],
  [-2, 1e-3, 0.7, -1],
];

/** Parameters to start from, and the gradients of a few steps, as flat values and the tree they make. */
export interface Problem {
  tree: (values: number[], dtype: DType) => ArrayTree;
  start: number[];
  gradients: number[][];
}

const smallProblem: Problem = { tree: twoLeaves, start: startValues, gradients: gradientValues };

/** A tall, a wide and a square matrix and a vector. */
export const matrixProblem: Problem = {
  tree: (values, dtype) => {
    const take = (from: number, shape: number[]) =>
      np.array(values.slice(from, from + shape.reduce((a, b) => a * b)), { dtype }).reshape(shape);
    return { tall: take(0, [5, 3]), rest: [take(15, [2, 4]), take(23, [3, 3])], bias: take(32, [4]) };
  },
  start: globalThis.Array.from({ length: 36 }, (_, i) => Math.sin(1 + i)),
  gradients: globalThis.Array.from({ length: 5 }, (_, step) =>
    globalThis.Array.from(
      { length: 36 },
      (_, i) => Math.sin(3 * i + i * i * (step + 1)) + 0.5 * Math.cos(step * i),
    ),
  ),
};

interface StepsOptions {
  problem?: Problem;
  dtype?: DType;
  /** Run each step as one traced program. */
  traced?: boolean;
}

/** Parameters after each step of an optimizer. */
export async function parametersAfterSteps(
  optimizer: GradientTransformation,
  { problem = smallProblem, dtype = DType.Float64, traced = false }: StepsOptions = {},
): Promise<number[][]> {
  const step = (params: ArrayTree, state: ArrayTree, grads: ArrayTree): ArrayTree[] => {
    const [updates, next] = optimizer.update(grads, state, refTree(params));
    return [applyUpdates(params, updates), next];
  };
  // The engine's tree types describe the same values; its generics cannot be inferred through ours.
  const program = jit(step as never) as unknown as typeof step & { dispose(): void };
  let params = problem.tree(problem.start, dtype);
  let state = optimizer.init(refTree(params));
  const seen: number[][] = [];
  for (const values of problem.gradients) {
    [params, state] = (traced ? program : step)(params, state, problem.tree(values, dtype)) as [
      ArrayTree,
      ArrayTree,
    ];
    seen.push(await flatValues(refTree(params)));
  }
  disposeTree([params, state]);
  program.dispose();
  return seen;
}

/** Compares nested lists within a relative and absolute tolerance. */
export function expectClose(got: number[][], want: number[][], tolerance = 1e-12): void {
  expect(got.length).toBe(want.length);
  for (const [i, row] of want.entries()) {
    for (const [j, value] of row.entries()) {
      const off = Math.abs(got[i]![j]! - value) / (1 + Math.abs(value));
      expect(off, `step ${i}, element ${j}: ${got[i]![j]} against ${value}`).toBeLessThanOrEqual(tolerance);
    }
  }
}

/** What holds for every optimizer of this library. */
export function optimizerProperties(
  name: string,
  make: () => GradientTransformation,
  { problem = smallProblem, traceable = true }: { problem?: Problem; traceable?: boolean } = {},
): void {
  test.skipIf(!traceable)(`${name}: a compiled step gives the numbers of an eager one`, async () => {
    const eager = await parametersAfterSteps(make(), { problem });
    // The engine keeps numbers that a program multiplies by as float32, whatever the dtype of its arrays.
    expectClose(await parametersAfterSteps(make(), { problem, traced: true }), eager, 1e-6);
  });

  test(`${name}: float32 is close to float64`, async () => {
    const exact = await parametersAfterSteps(make(), { problem });
    expectClose(await parametersAfterSteps(make(), { problem, dtype: DType.Float32 }), exact, 5e-6);
  });

  test(`${name}: leaves no buffer behind`, async () => {
    const run = async () => {
      await parametersAfterSteps(make(), { problem });
    };
    await run();
    expect(await leakedBuffers(run)).toBe(0);
  });
}
