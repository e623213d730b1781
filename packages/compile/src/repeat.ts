import { type Array, jit, tree } from "@jax-js/jax";
import { leafPaths, parameterNames } from "./argumentPaths.ts";
import { TraceError } from "./errors.ts";
import { describe, traceable, type TreeFunction } from "./traceable.ts";
import type { Tree } from "./tree.ts";

/**
 * The function that takes so many steps at once: a chain of calls, each of which gets the state of the one before
 * and its own slice of the stacked arguments. (A loop in the graph was measured too: it compiles faster and runs
 * about a tenth slower.)
 * @param shared places of arguments that are the same for every step; arrays without axes always are
 */
export function repeated(fn: TreeFunction, times: number, shared: number[]): TreeFunction {
  const chain = (state: Tree, ...rest: Tree[]): Tree => {
    const names = parameterNames(fn, rest.length + 1);
    const isShared = rest.map((_, i) => (leaf: Array) => shared.includes(i + 1) || leaf.ndim === 0);
    for (const [i, arg] of rest.entries()) checkStack(arg, names[i + 1]!, times, isShared[i]!);
    const step = jit(traceable(fn) as never) as unknown as TreeFunction & { dispose(): void };
    for (let at = 0; at < times; at++) {
      const slice = (i: number) => (leaf: Array) => (isShared[i]!(leaf) ? leaf.ref : leaf.ref.slice(at));
      const next = step(state, ...rest.map((arg, i) => tree.map(slice(i), arg as never)));
      checkState(state, next, names[0]!);
      state = next;
    }
    step.dispose();
    tree.dispose(rest as never);
    return state;
  };
  return Object.defineProperty(chain as TreeFunction, "toString", { value: () => fn.toString() });
}

/** @throws TraceError if an array of an argument has not one slice for every step */
function checkStack(arg: Tree, name: string, times: number, isShared: (leaf: Array) => boolean): void {
  const paths = leafPaths(arg, name);
  for (const [i, leaf] of (tree.leaves(arg as never) as Array[]).entries()) {
    if (isShared(leaf) || leaf.shape[0] === times) continue;
    const [argument, received] = [paths[i]!, describe(leaf)];
    const message = `${argument} is ${received}; ${times} steps at once take their batches stacked along a first axis of ${times}`;
    throw new TraceError(message, { argument, expected: `a first axis of ${times}`, received });
  }
}

/** @throws TraceError if a step makes another kind of state than it takes */
function checkState(before: Tree, after: Tree, name: string): void {
  const typesOf = (state: Tree) => {
    const paths = leafPaths(state, name);
    return new Map((tree.leaves(state as never) as Array[]).map((leaf, i) => [paths[i]!, describe(leaf)]));
  };
  const [expected, received] = [typesOf(before), typesOf(after)];
  for (const path of new Set([...expected.keys(), ...received.keys()])) {
    const [want, got] = [expected.get(path) ?? "nothing", received.get(path) ?? "nothing"];
    if (want === got) continue;
    const message = `${path} is ${want} before a step and ${got} after it; a state that is passed on keeps its shapes`;
    throw new TraceError(message, { argument: path, expected: want, received: got });
  }
}
