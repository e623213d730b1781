import { type Array, DType, tree } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { checkFloat } from "../internal/checks.ts";

/** Arrays in nested lists and records: parameters, gradients, optimizer states. */
export type ArrayTree = Array | ArrayTree[] | { [key: string]: ArrayTree };

/** The arrays of a tree, depth first; borrowed. */
export const leavesOf = (arrays: ArrayTree): Array[] => tree.leaves<Array>(arrays as never);

/** Applies `fn` to the leaves that trees of one structure have at the same place. */
export function mapTree<T extends ArrayTree>(
  fn: (...leaves: Array[]) => Array,
  first: T,
  ...rest: ArrayTree[]
): T {
  // The engine's own tree type describes the same values; its generics cannot be inferred through ours.
  return tree.map(fn as never, first as never, ...(rest as never[])) as unknown as T;
}

/** One more reference to every array of a tree. */
export const refTree = <T extends ArrayTree>(arrays: T): T => tree.ref(arrays as never) as unknown as T;

/** Frees every array of a tree. */
export const disposeTree = (arrays: ArrayTree): void => tree.dispose(arrays as never);

/** Checks for a tree of floating-point arrays. */
export function checkFloatTree(argument: string, arrays: ArrayTree): void {
  for (const leaf of leavesOf(arrays)) checkFloat(argument, leaf);
}

/** Checks that two trees have the same structure and equal shapes at the same places. */
export function checkSameTree(
  argument: string,
  arrays: ArrayTree,
  other: string,
  reference: ArrayTree | undefined,
): void {
  const want = describeTree(reference);
  const got = describeTree(arrays);
  if (got !== want)
    throw new InvalidArgumentError(argument, `the structure and shapes of ${other}, ${want}`, got);
}

function describeTree(arrays: ArrayTree | undefined): string {
  if (globalThis.Array.isArray(arrays)) return `[${arrays.map(describeTree).join(", ")}]`;
  if (arrays !== null && typeof arrays === "object" && arrays.constructor === Object) {
    const entries = Object.entries(arrays).map(
      ([key, value]) => `${key}: ${describeTree(value as ArrayTree)}`,
    );
    return `{${entries.join(", ")}}`;
  }
  const shape = (arrays as Array | undefined)?.shape;
  return shape ? `(${shape.join(", ")})` : typeof arrays;
}

/** The dtype for scalars that all leaves share: float64 if any leaf has it, else float32. */
export function scalarDtype(arrays: ArrayTree): DType {
  return leavesOf(arrays).some((leaf) => leaf.dtype === DType.Float64) ? DType.Float64 : DType.Float32;
}
