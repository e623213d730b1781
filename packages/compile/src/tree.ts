import { Array, numpy as np, tree } from "@jax-js/jax";
import { ProgramArray } from "./programArray.ts";

/** Nested lists and records of arrays: parameters, optimizer states, batches, results. */
export type Tree = Array | Tree[] | { [key: string]: Tree };

/** A tree that may have plain numbers in place of arrays. Where a type says no more than "some tree", it stays. */
export type WithNumbers<T> = [Tree] extends [T]
  ? T
  : T extends Array
    ? Array | number
    : { [K in keyof T]: WithNumbers<T[K]> };

/** A tree with its arrays replaced by nested lists of numbers. */
export type Values<T> = T extends Array ? NestedNumbers : { [K in keyof T]: Values<T[K]> };

/** A scalar as a number, a vector as a list, a matrix as a list of rows, … */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the depth follows the rank, which types don't know
export type NestedNumbers = any;

/** Either kind of array: the engine's own, or one that a program left where it ran. */
export type AnyArray = Array | ProgramArray;

export function isArray(leaf: unknown): leaf is AnyArray {
  return leaf instanceof Array || leaf instanceof ProgramArray;
}

/** Frees every array of a tree. */
export function dispose(state: Tree): void {
  disposeArrays(state);
}

/**
 * Reads a tree back: the same structure with nested lists of numbers. Borrows: the tree stays valid.
 *
 * @example
 * const { loss } = await read({ loss: result.loss });
 */
export async function read<T>(state: T): Promise<Values<T>> {
  const [leaves, structure] = tree.flatten<Array>(state as never);
  const values = await Promise.all(leaves.map((leaf) => leaf.ref.jsAsync()));
  const result: unknown = tree.unflatten(structure, values as never);
  return result as Values<T>;
}

/**
 * A tree of engine arrays with the same values, for code that computes outside of programs: a program's
 * results are copied, engine arrays get one more reference. Borrows: the tree stays valid. The caller owns the
 * result.
 *
 * @example
 * const { weights } = toArrays(state); // engine arrays, whatever the target
 * const values = np.linalg.svd(weights);
 */
export function toArrays<T extends Tree>(state: T): T {
  return tree.map((leaf: unknown) => (isArray(leaf) ? engineArray(leaf) : leaf), state as never) as T;
}

/** An engine array with the same values, and a reference of its own. */
export function engineArray(array: AnyArray): Array {
  if (array instanceof Array) return array.ref;
  const { data } = array.storage;
  const { shape, dtype, weakType } = array;
  // The engine makes weakly typed arrays from plain numbers only.
  if (weakType && shape.length === 0) return np.array(data[0]!);
  if (data.length === 0) return np.zeros(shape, { dtype });
  const values = dtype === "bool" ? Int32Array.from(data) : data.slice();
  return np.array(values as Float32Array<ArrayBuffer>, { shape, dtype });
}

/** Frees the arrays of a tree that may hold numbers as well. */
export function disposeArrays(state: unknown): void {
  for (const leaf of tree.leaves<unknown>(state as Tree)) if (isArray(leaf)) leaf.dispose();
}
