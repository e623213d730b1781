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

interface StepsOptions {
  gradients?: number[][];
  dtype?: DType;
  /** Run each step as one traced program. */
  traced?: boolean;
}

/** Parameters after each step of an optimizer on given gradients, from {@link startValues}. */
export async function parametersAfterSteps(
  optimizer: GradientTransformation,
  { gradients = gradientValues, dtype = DType.Float64, traced = false }: StepsOptions = {},
): Promise<number[][]> {
  const step = (params: ArrayTree, state: ArrayTree, grads: ArrayTree): ArrayTree[] => {
    const [updates, next] = optimizer.update(grads, state, refTree(params));
    return [applyUpdates(params, updates), next];
  };
  // The engine's tree types describe the same values; its generics cannot be inferred through ours.
  const program = jit(step as never) as unknown as typeof step & { dispose(): void };
  let params = twoLeaves(startValues, dtype);
  let state = optimizer.init(refTree(params));
  const seen: number[][] = [];
  for (const values of gradients) {
    [params, state] = (traced ? program : step)(params, state, twoLeaves(values, dtype)) as [
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
export function optimizerProperties(name: string, make: () => GradientTransformation): void {
  test(`${name}: a compiled step gives the numbers of an eager one`, async () => {
    const eager = await parametersAfterSteps(make());
    // The engine keeps numbers that a program multiplies by as float32, whatever the dtype of its arrays.
    expectClose(await parametersAfterSteps(make(), { traced: true }), eager, 1e-7);
  });

  test(`${name}: float32 is close to float64`, async () => {
    const exact = await parametersAfterSteps(make());
    expectClose(await parametersAfterSteps(make(), { dtype: DType.Float32 }), exact, 2e-6);
  });

  test(`${name}: leaves no buffer behind`, async () => {
    const run = async () => {
      await parametersAfterSteps(make());
    };
    await run();
    expect(await leakedBuffers(run)).toBe(0);
  });
}
