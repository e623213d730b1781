import type { Array as EngineArray } from "@jax-js/jax";
import type { Rng } from "@offprint/datasets";
import type { Call as OffprintCall } from "./offprint.ts";
import type { Backend, Call as TfjsCall, Tensor } from "./peers/tfjs.ts";

/** Values that every contender gets alike, row-major. The array's type is the dtype. */
export interface Input {
  shape: number[];
  values: Float32Array | Float64Array | Int32Array;
}

/** What a size is made of, for example `{ batch: 64, classes: 10 }`. */
export type Size = Record<string, number>;

/**
 * One method and how it is written elsewhere. All contenders get the same inputs and return the same outputs in
 * the same order (the value, then the gradients; for an optimizer the new parameters): that is checked before
 * anything is timed.
 */
export interface BenchCase<S extends Size = Size, Name extends string = string> {
  /** The export of `@offprint/methods` that is measured, or what a program does. */
  name: string;
  sizes: readonly [S, ...S[]];
  inputs(size: S, random: Rng): Record<Name, Input>;
  /** The method as an experiment calls it. The arrays stay the bench's own. */
  offprint(arrays: Record<Name, EngineArray>, size: S, inputs: Record<Name, Input>): OffprintCall;
  /** The same formula by hand in TensorFlow.js; null where that has no natural form there. */
  tfjs: {
    /** `cpu` where the Wasm backend lacks a kernel that the formula needs. */
    backend: Backend;
    call(tensors: Record<Name, Tensor>, size: S): TfjsCall;
  } | null;
  /**
   * The same formula in PyTorch: source of a function `make`, whose parameters name inputs (tensors) and parts of
   * the size (integers), and which returns a function without parameters that returns a tuple of tensors.
   * `torch`, `F` (torch.nn.functional) and the helpers of `peers/torchHost.py` are there.
   */
  torch: string | null;
}

/** Declares a case: only there so that TypeScript infers the names of inputs and sizes. */
export function defineCase<S extends Size, Name extends string>(benchCase: BenchCase<S, Name>): BenchCase {
  return benchCase as unknown as BenchCase;
}

/** A size as a reader sees it: "batch 64, classes 10". */
export function describeSize(size: Size): string {
  return Object.entries(size)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
