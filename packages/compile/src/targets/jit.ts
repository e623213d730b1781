import { jit } from "@jax-js/jax";
import type { CompileTarget } from "../compile.ts";
import { refArrays, type Tree } from "../tree.ts";

/** The engine's own compiler: fused kernels on the device that holds the arrays. */
export const jitTarget: CompileTarget = (fn) => {
  // The engine's tree types and ours describe the same values; its generics cannot be inferred through ours.
  const program = jit(fn as never) as unknown as ((...args: unknown[]) => Tree) & { dispose(): void };
  return {
    // A program consumes its arguments, so it gets references of its own.
    run: async (args) => program(...refArrays(args)),
    dispose: () => program.dispose(),
  };
};
