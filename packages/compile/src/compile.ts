import { onnxAvailable, onnxModel, onnxTarget } from "#onnx";
import type { Model } from "./onnx/graph.ts";
import { repeated } from "./repeat.ts";
import { jitTarget } from "./targets/jit.ts";
import { traceable, type TreeFunction } from "./traceable.ts";
import { disposeArrays, type Tree, type WithNumbers } from "./tree.ts";

/**
 * Where a program runs: `jit` is the engine's own compiler, on the device that holds the arrays (Wasm or WebGPU);
 * `onnx` is ONNX Runtime, a native library, in Node.
 */
export type Target = keyof typeof targets;

/** What turns a function into something that runs: one per {@link Target}. */
export type CompileTarget = (fn: TreeFunction, options: TargetOptions) => Runnable;

export interface TargetOptions {
  /** Threads of one program. */
  threads: number;
  log(message: string): void;
}

/** A compiled function that borrows its arguments and returns fresh arrays. */
export interface Runnable {
  run(args: unknown[]): Promise<Tree>;
  /** Time that tracing and compiling have taken so far, as far as the target can tell. */
  readonly compileMilliseconds: number;
  dispose(): void;
}

const targets = { jit: jitTarget, onnx: onnxTarget } satisfies Record<string, CompileTarget>;

/** All targets, whether they run here or not. */
export const targetNames = Object.keys(targets) as Target[];

/** Whether a target runs here. */
export function isAvailable(target: Target): boolean {
  return target !== "onnx" || onnxAvailable();
}

/** The target to choose where nobody has chosen one: the native one where it loads. */
export function preferredTarget(): Target {
  return isAvailable("onnx") ? "onnx" : "jit";
}

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
  /**
   * The program that takes so many steps in one call, for steps so small that calling costs as much as computing:
   * each step gets the state that the one before returned. The state comes first; all other arguments hold the
   * steps' batches stacked along a new first axis, except arrays without axes and those named in `shared`.
   *
   * It is a program of its own, compiled anew at each call of `repeat` and disposed by itself.
   *
   * @param shared places of arguments (from 1 on) that every step gets as they are
   * @throws TraceError, when called, if the function is no step, which returns a state like the one it takes, or
   *   if an argument has not one batch for every step
   *
   * @example
   * const trainTen = train.repeat(10); // images [10, batch, pixels], labels [10, batch]
   * state = await trainTen.step(state, images, labels);
   */
  repeat(times: number, options?: { shared?: number[] }): Program<Args, Out>;
  /**
   * The program as an ONNX file for arguments of these shapes, whatever its target; in Node only. The file's
   * inputs and outputs are named after their places in the trees: `state.weights`, `result.weights`.
   * @throws UnsupportedError if ONNX lacks something that the function does; TraceError as calls do
   */
  toOnnx(...args: ProgramArgs<Args>): Model;
  readonly target: Target;
  /** Time that tracing and compiling have taken so far. */
  readonly compileMilliseconds: number;
  /** Frees the compiled code and its constants; results live on. */
  dispose(): void;
}

export interface CompileOptions {
  /** Default `jit`. */
  target?: Target;
  /** Threads of one program of the target `onnx`; default 1, for seeds run in parallel. */
  threads?: number;
  /** Hears why a program runs elsewhere than asked for, once; default: a warning on the console. */
  log?: (message: string) => void;
}

/**
 * Compiles a pure function of array trees into one program.
 *
 * The function itself keeps the engine's ownership rule (it consumes its arguments); at the boundary of the
 * program the rule is the gentler one of {@link Program}. It is traced once for each set of argument shapes,
 * so keep shapes static, and anything that is not an array must be known when `compile` is called.
 *
 * What a program returns is opaque: pass it to programs, `read` it, `dispose` it, or bring it over to the engine
 * with `toArrays`. On the target `onnx` a function with a primitive that ONNX lacks runs on `jit` as a whole.
 *
 * @param fn arrays in, arrays out; no reading of values, no side effects
 * @throws TraceError, at a call with new shapes, if `fn` reads values, returns what is no array, or refuses these
 *   shapes after it took others; whatever else `fn` throws
 *
 * @example
 * const train = compile((state: State, images: Array, labels: Array) => sgdStep(state, images, labels));
 * for (const { images, labels } of batches) state = await train.step(state, images, labels);
 * dispose(state);
 */
export function compile<Args extends Tree[], Out extends Tree>(
  fn: (...args: Args) => Out,
  options: CompileOptions = {},
): Program<Args, Out> {
  const { target = "jit", threads = 1, log = console.warn } = options;
  const runnable = targets[target](traceable(fn as TreeFunction), { threads, log });
  const call = (...args: unknown[]) => runnable.run(args);
  const step = async (...args: unknown[]) => {
    const next = await runnable.run(args);
    disposeArrays(args[0]);
    return next;
  };
  const repeat = (times: number, { shared = [] }: { shared?: number[] } = {}) =>
    compile(repeated(fn as TreeFunction, times, shared), options);
  const toOnnx = (...args: unknown[]) => onnxModel(traceable(fn as TreeFunction), args);
  const dispose = () => runnable.dispose();
  const program = Object.assign(call, { step, repeat, toOnnx, target, dispose });
  Object.defineProperty(program, "compileMilliseconds", { get: () => runnable.compileMilliseconds });
  return program as unknown as Program<Args, Out>;
}
