import { type Array, DType, type JsTreeDef, numpy as np, tree } from "@jax-js/jax";
import type { Tensor } from "onnxruntime-node";
import type { CompileTarget, Runnable } from "../compile.ts";
import type { Graph, Model, Port } from "../onnx/graph.ts";
import { makeTensor, TensorPool, type TensorStorage } from "../onnx/buffers.ts";
import { loadRuntime } from "../onnx/runtime.ts";
import { endOfRun, endOfRunPays, type Lease, leaseSession } from "../onnx/sessions.ts";
import { traceGraph } from "../onnx/traceGraph.ts";
import { elementBytes, UnsupportedError } from "../onnx/types.ts";
import { product, sameList } from "../onnx/value.ts";
import { type ArrayData, ProgramArray } from "../programArray.ts";
import { ArrayType, checkArguments, type TreeFunction } from "../traceable.ts";
import { isArray, type Tree } from "../tree.ts";
import { jitTarget } from "./jit.ts";

export { runtimeVersion } from "../onnx/runtime.ts";

/** The function as an ONNX file that computes it for arguments of these types. */
export function onnxModel(fn: TreeFunction, args: unknown[]): Model {
  checkArguments(fn, args);
  const [leaves, structure] = tree.flatten<Leaf>(args as never);
  const { graph, inputs, outputs, paths } = traceGraph(fn, leaves.map(typeOf), structure);
  return graph.serialise(
    inputs,
    outputs.map((tensor, i) => ({ tensor, name: paths[i]! })),
  );
}

/** Whether ONNX Runtime's native library loads here. */
export const onnxAvailable = (): boolean => loadRuntime() !== undefined;

/** The traced function as an ONNX graph, run by ONNX Runtime; what ONNX can't express runs on `jit` as a whole. */
export const onnxTarget: CompileTarget = (fn, options) => {
  if (!onnxAvailable())
    throw new Error("the target onnx needs the package onnxruntime-node, which does not load here");
  return new OnnxRunnable(fn, options);
};

type Leaf = Array | ProgramArray | number | boolean;
type Options = Parameters<CompileTarget>[1];

class OnnxRunnable implements Runnable {
  readonly #fn: TreeFunction;
  readonly #options: Options;
  /** One for each set of argument types. */
  readonly #versions: Version[] = [];
  #fallback: Runnable | undefined;

  constructor(fn: TreeFunction, options: Options) {
    this.#fn = fn;
    this.#options = options;
  }

  get compileMilliseconds(): number {
    return this.#versions.reduce((sum, version) => sum + version.compileMilliseconds, 0);
  }

  async run(args: unknown[]): Promise<Tree> {
    const [leaves, structure] = tree.flatten<Leaf>(args as never);
    const version = this.#versions.find((candidate) => candidate.fits(leaves, structure));
    return (version ?? this.#compile(args, leaves, structure)).run(leaves, args);
  }

  #compile(args: unknown[], leaves: Leaf[], structure: JsTreeDef): Version {
    checkArguments(this.#fn, args);
    const version = this.#makeVersion(leaves, structure);
    this.#versions.push(version);
    return version;
  }

  #makeVersion(leaves: Leaf[], structure: JsTreeDef): Version {
    const types = leaves.map(typeOf);
    try {
      return new OnnxVersion(this.#fn, types, structure, this.#options.threads);
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      if (!this.#fallback) this.#options.log(`a program runs on the engine's own compiler: ${error.message}`);
      this.#fallback ??= jitTarget(this.#fn, this.#options);
      return new FallbackVersion(this.#fallback, types, structure);
    }
  }

  dispose(): void {
    for (const version of this.#versions.splice(0)) version.dispose();
    this.#fallback?.dispose();
  }
}

/** A program compiled for one set of argument types. */
abstract class Version {
  readonly #types: ArrayType[];
  readonly #structure: JsTreeDef;
  compileMilliseconds = 0;

  constructor(types: ArrayType[], structure: JsTreeDef) {
    this.#types = types;
    this.#structure = structure;
  }

  fits(leaves: Leaf[], structure: JsTreeDef): boolean {
    return (
      leaves.length === this.#types.length &&
      leaves.every((leaf, i) => hasType(leaf, this.#types[i]!)) &&
      structure.equals(this.#structure)
    );
  }

  abstract run(leaves: Leaf[], args: unknown[]): Promise<Tree>;
  abstract dispose(): void;
}

class FallbackVersion extends Version {
  readonly #runnable: Runnable;

  constructor(runnable: Runnable, types: ArrayType[], structure: JsTreeDef) {
    super(types, structure);
    this.#runnable = runnable;
  }

  run(_leaves: Leaf[], args: unknown[]): Promise<Tree> {
    return this.#runnable.run(args);
  }

  dispose(): void {}
}

/** Where a result comes from: it is an argument, or the tensor of the given place among the graph's results. */
type Source = { argument: number } | { result: number };

class OnnxVersion extends Version {
  readonly #lease: Lease | undefined;
  /** The inputs that the graph uses, with the places of their arguments. */
  readonly #feeds: { name: string; argument: number }[];
  readonly #results: { name: string; type: ArrayType; pool: TensorPool }[];
  readonly #sources: Source[];
  readonly #structure: JsTreeDef;

  constructor(fn: TreeFunction, types: ArrayType[], structure: JsTreeDef, threads: number) {
    super(types, structure);
    const started = performance.now();
    const traced = traceGraph(fn, types, structure);
    const { graph, inputs } = traced;
    const outputs = withoutReshapes(graph, traced.outputs);
    const computed = [...new Set(outputs)].filter((name) => !inputs.includes(name));
    const used = graph.usedInputs(inputs, computed);
    const results = computed.map((tensor) => ({ tensor, name: traced.paths[outputs.indexOf(tensor)]! }));
    const bytes = computed.reduce((sum, tensor) => sum + bytesOf(graph.port(tensor)), 0);
    const marked = endOfRunPays(results.length, bytes) ? { emptySequence: endOfRun } : {};
    const model = graph.serialise(used, results, marked);
    this.#structure = traced.structure;
    this.#feeds = used.map((name) => ({ name, argument: inputs.indexOf(name) }));
    this.#sources = outputs.map((name) =>
      inputs.includes(name) ? { argument: inputs.indexOf(name) } : { result: computed.indexOf(name) },
    );
    this.#results = computed.map((tensor, i) => {
      const type = traced.types[outputs.indexOf(tensor)]!;
      return { name: model.outputs[i]!, type, pool: new TensorPool(type, graph.port(tensor).shape) };
    });
    if (computed.length > 0) this.#lease = leaseSession(model.bytes, threads);
    this.compileMilliseconds = performance.now() - started;
    this.#lease?.milliseconds.then(
      (milliseconds) => (this.compileMilliseconds += milliseconds),
      () => {},
    );
  }

  async run(leaves: Leaf[]): Promise<Tree> {
    const held: (Array | ProgramArray)[] = [];
    try {
      for (const leaf of leaves) if (isArray(leaf)) held.push(leaf.ref);
      const arrays = await this.#compute(leaves);
      const handedOut = new Set<ProgramArray>();
      const outs = this.#sources.map((source) => {
        if ("argument" in source) return passThrough(leaves[source.argument]!);
        const array = arrays[source.result]!;
        if (handedOut.has(array)) return array.ref;
        handedOut.add(array);
        return array;
      });
      return tree.unflatten(this.#structure, outs as never) as unknown as Tree;
    } finally {
      for (const array of held) array.dispose();
    }
  }

  async #compute(leaves: Leaf[]): Promise<ProgramArray[]> {
    if (!this.#lease) return [];
    const feeds: Record<string, Tensor> = {};
    for (const { name, argument } of this.#feeds) feeds[name] = tensorOf(leaves[argument]!);
    const arrays: ProgramArray[] = [];
    const fetches: Record<string, Tensor> = {};
    for (const { name, type, pool } of this.#results) {
      const storage = pool.take();
      arrays.push(new ProgramArray(type, storage));
      fetches[name] = storage.target;
    }
    try {
      await this.#lease.run(feeds, fetches);
      return arrays;
    } catch (error) {
      for (const array of arrays) array.dispose();
      throw error;
    }
  }

  dispose(): void {
    this.#lease?.release();
    for (const { pool } of this.#results) pool.close();
  }
}

/**
 * The tensors of results before their last reshape, where nothing else is made of those: another shape of the same
 * values need not be computed.
 */
function withoutReshapes(graph: Graph, outputs: string[]): string[] {
  const bare = outputs.map((name) => {
    const producer = graph.producer(name);
    return producer?.op === "Reshape" && graph.producer(producer.inputs[0]!) ? producer.inputs[0]! : name;
  });
  const isShared = (at: number) => outputs.some((other, i) => bare[i] === bare[at] && other !== outputs[at]);
  return outputs.map((name, at) => (isShared(at) ? name : bare[at]!));
}

const bytesOf = ({ type, shape }: Port) => product(shape) * elementBytes[type];

function typeOf(leaf: Leaf): ArrayType {
  if (typeof leaf === "number") return new ArrayType([], DType.Float32, true);
  if (typeof leaf === "boolean") return new ArrayType([], DType.Bool, false);
  return new ArrayType(leaf.shape, leaf.dtype, leaf.weakType);
}

function hasType(leaf: Leaf, { shape, dtype, weakType }: ArrayType): boolean {
  if (isArray(leaf)) return leaf.dtype === dtype && leaf.weakType === weakType && sameList(leaf.shape, shape);
  if (shape.length > 0) return false;
  return typeof leaf === "number"
    ? weakType && dtype === DType.Float32
    : leaf === !!leaf && dtype === DType.Bool;
}

/** A result that is one of the arguments. */
function passThrough(leaf: Leaf): Array | ProgramArray {
  return isArray(leaf) ? leaf.ref : np.array(leaf);
}

/** Copies of engine arrays, which never change, for as long as the arrays are there. */
const copies = new WeakMap<Array, Tensor>();

/** The values of an argument as ONNX Runtime takes them. */
function tensorOf(leaf: Leaf): Tensor {
  if (leaf instanceof ProgramArray) return (leaf.storage as TensorStorage).tensor;
  if (typeof leaf === "number") return makeTensor(DType.Float32, [], Float32Array.of(leaf));
  if (typeof leaf === "boolean") return makeTensor(DType.Bool, [], Uint8Array.of(leaf ? 1 : 0));
  let copy = copies.get(leaf);
  if (!copy) {
    const data = leaf.ref.dataSync();
    copy = makeTensor(
      leaf.dtype,
      leaf.shape,
      leaf.dtype === "bool" ? Uint8Array.from(data) : (data as ArrayData),
    );
    copies.set(leaf, copy);
  }
  return copy;
}
