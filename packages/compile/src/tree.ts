import { Array, tree } from "@jax-js/jax";

/** Nested lists and records of engine arrays: parameters, optimizer states, batches, results. */
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

/** Frees every array of a tree. */
export function dispose(state: Tree): void {
  tree.dispose(state as never);
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

/** Frees the arrays of a tree that may hold numbers as well. */
export function disposeArrays(state: unknown): void {
  for (const leaf of tree.leaves<unknown>(state as Tree)) if (leaf instanceof Array) leaf.dispose();
}

/** One more reference to each array of a tree that may hold numbers as well; returns the tree. */
export function refArrays<T>(state: T): T {
  for (const leaf of tree.leaves<unknown>(state as Tree)) if (leaf instanceof Array) void leaf.ref;
  return state;
}
