import type { DType } from "@jax-js/jax";
import type { Tensor } from "onnxruntime-node";
import type { ArrayData, Storage } from "../programArray.ts";
import { loadRuntime } from "./runtime.ts";

const dataTypes = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bool: Uint8Array,
};

type Kind = keyof typeof dataTypes;

/** A tensor over given values, which it uses in place. */
export function makeTensor(dtype: DType, shape: number[], data: ArrayData): Tensor {
  return new (loadRuntime()!.Tensor)(dtype as Kind, data as Float32Array, shape);
}

/** Values under a program array together with the tensors by which ONNX Runtime reads and writes them. */
export class TensorStorage implements Storage {
  readonly data: ArrayData;
  /** The values as an argument. */
  readonly tensor: Tensor;
  /** The values as a result, in the graph's own shape. */
  readonly target: Tensor;
  readonly #pool: TensorPool;

  constructor({ shape, dtype }: ResultType, graphShape: number[], pool: TensorPool) {
    const size = shape.reduce((a, b) => a * b, 1);
    this.data = new dataTypes[dtype as Kind](size);
    this.tensor = makeTensor(dtype, shape, this.data);
    this.target = makeTensor(dtype, graphShape, this.data);
    this.#pool = pool;
  }

  release(): void {
    this.#pool.put(this);
  }
}

interface ResultType {
  shape: number[];
  dtype: DType;
}

/**
 * Memory for one result of a program. What a step's result held goes to the next step but one, so a training
 * loop alternates between two tensors and allocates nothing.
 */
export class TensorPool {
  readonly #type: ResultType;
  readonly #graphShape: number[];
  #free: TensorStorage[] = [];
  #closed = false;

  /** Freed tensors kept; a loop that holds on to more results at a time allocates the rest anew. */
  static readonly limit = 4;

  /** @param graphShape the shape in which the graph leaves the values, which may be another of the same size */
  constructor(type: ResultType, graphShape: number[]) {
    this.#type = type;
    this.#graphShape = graphShape;
  }

  take(): TensorStorage {
    return this.#free.pop() ?? new TensorStorage(this.#type, this.#graphShape, this);
  }

  put(storage: TensorStorage): void {
    if (!this.#closed && this.#free.length < TensorPool.limit) this.#free.push(storage);
  }

  /** Keeps nothing from now on; results that are still in use live on. */
  close(): void {
    this.#closed = true;
    this.#free = [];
  }
}
