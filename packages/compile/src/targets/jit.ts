import { jit, tree } from "@jax-js/jax";
import type { CompileTarget } from "../compile.ts";
import { checkArguments, type TreeFunction } from "../traceable.ts";
import { engineArray, isArray, type Tree } from "../tree.ts";

/** The engine's own compiler: fused kernels on the device that holds the arrays. */
export const jitTarget: CompileTarget = (fn) => {
  // The engine's tree types and ours describe the same values; its generics cannot be inferred through ours.
  let compileMilliseconds = 0;
  const timed: TreeFunction = (...args) => {
    const started = performance.now();
    try {
      return fn(...args);
    } finally {
      compileMilliseconds += performance.now() - started;
    }
  };
  const program = jit(timed as never) as unknown as ((...args: unknown[]) => Tree) & { dispose(): void };
  return {
    // A program consumes its arguments, so it gets references of its own.
    run: async (args) => {
      checkArguments(fn, args);
      const own = tree.map((leaf: unknown) => (isArray(leaf) ? engineArray(leaf) : leaf), args as never);
      return program(...(own as unknown[]));
    },
    get compileMilliseconds() {
      return compileMilliseconds;
    },
    dispose: () => program.dispose(),
  };
};
