import { jitTarget } from "./targets/jit.ts";
import { disposeArrays, type Tree, type WithNumbers } from "./tree.ts";

/**
 * Where a program runs: `jit` is the engine's own compiler, on the device that holds the arrays (Wasm or WebGPU).
 */
export type Target = keyof typeof targets;

/** What turns a function into something that runs: one per {@link Target}. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any function of trees; compile() holds the types
export type CompileTarget = (fn: (...args: any[]) => Tree) => Runnable;

/** A compiled function that borrows its arguments and returns fresh arrays. */
export interface Runnable {
  run(args: unknown[]): Promise<Tree>;
  dispose(): void;
}

const targets = { jit: jitTarget } satisfies Record<string, CompileTarget>;

/** The targets that this build offers. */
export const targetNames = Object.keys(targets) as Target[];

/** Arguments of a program: wherever the function takes an array, a plain number does as well. */
export type ProgramArgs<Args extends unknown[]> =
  WithNumbers<Args> extends infer T extends unknown[] ? T : never;

/** A compiled function. Arguments are borrowed: calling never frees what it is given. */
export interface Program<Args extends Tree[], Out extends Tree> {
  /** Runs once; the result belongs to the caller. */
  (...args: ProgramArgs<Args>): Promise<Out>;
  /**
   * Runs once and then frees the first argument: for loops that replace a state by its successor.
   * If the run fails, the state is still the caller's.
   */
  step(...args: ProgramArgs<Args>): Promise<Out>;
  readonly target: Target;
  /** Frees the compiled code and its constants. */
  dispose(): void;
}

export interface CompileOptions {
  /** Default `jit`. */
  target?: Target;
}

/**
 * Compiles a pure function of array trees into one program.
 *
 * The function itself keeps the engine's ownership rule (it consumes its arguments); at the boundary of the
 * program the rule is the gentler one of {@link Program}. It is traced once for each set of argument shapes,
 * so keep shapes static, and anything that is not an array must be known when `compile` is called.
 *
 * @param fn arrays in, arrays out; no reading of values, no side effects
 * @throws whatever `fn` throws, at the first call with new shapes
 *
 * @example
 * const train = compile((state: State, images: Array, labels: Array) => sgdStep(state, images, labels));
 * for (const { images, labels } of batches) state = await train.step(state, images, labels);
 * dispose(state);
 */
export function compile<Args extends Tree[], Out extends Tree>(
  fn: (...args: Args) => Out,
  { target = "jit" }: CompileOptions = {},
): Program<Args, Out> {
  const runnable = targets[target](fn);
  const call = (...args: unknown[]) => runnable.run(args);
  const step = async (...args: unknown[]) => {
    const next = await runnable.run(args);
    disposeArrays(args[0]);
    return next;
  };
  return Object.assign(call, { step, target, dispose: () => runnable.dispose() }) as unknown as Program<
    Args,
    Out
  >;
}
