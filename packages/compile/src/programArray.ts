import { Array, type DType } from "@jax-js/jax";

/** Values of an array, row-major; booleans as 0 and 1. */
export type ArrayData = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** The memory under a {@link ProgramArray}. */
export interface Storage {
  readonly data: ArrayData;
  /** Called once, when nobody needs the values any more. */
  release(): void;
}

let live = 0;

/**
 * An array that a program left outside of the engine, where other programs take it up without a copy. It is
 * opaque: pass it to programs, `read` it, `dispose` it. It counts references as the engine's arrays do.
 */
export class ProgramArray {
  readonly shape: number[];
  readonly dtype: DType;
  readonly weakType: boolean;
  /** What the target keeps; undefined once the array is freed. */
  #storage: Storage | undefined;
  #references = 1;

  constructor({ shape, dtype, weakType }: Pick<Array, "shape" | "dtype" | "weakType">, storage: Storage) {
    this.shape = shape;
    this.dtype = dtype;
    this.weakType = weakType;
    this.#storage = storage;
    live++;
  }

  /** @throws ReferenceError if the array is freed */
  get storage(): Storage {
    if (!this.#storage) throw new ReferenceError(`${this} is used after it was freed`);
    return this.#storage;
  }

  get refCount(): number {
    return this.#references;
  }

  /** One more reference. */
  get ref(): this {
    void this.storage;
    this.#references++;
    return this;
  }

  /** Gives one reference back; the last one frees the array. */
  dispose(): void {
    const { storage } = this;
    if (--this.#references > 0) return;
    this.#storage = undefined;
    live--;
    storage.release();
  }

  /** A copy of the values, row-major. Consumes a reference. */
  async data(): Promise<ArrayData> {
    const { data } = this.storage;
    const copy = this.dtype === "bool" ? Int32Array.from(data) : data.slice();
    this.dispose();
    return copy;
  }

  /** The values as nested lists. Consumes a reference. */
  async jsAsync(): Promise<unknown> {
    const data = await this.data();
    return nest(
      this.dtype === "bool" ? globalThis.Array.from(data, Boolean) : globalThis.Array.from(data),
      this.shape,
    );
  }

  toString(): string {
    return `ProgramArray:${this.dtype}[${this.shape}]`;
  }
}

/** How many program arrays have not been freed, for tests that look for leaks. */
export function liveProgramArrays(): number {
  return live;
}

function nest(values: unknown[], [extent, ...rest]: number[]): unknown {
  if (extent === undefined) return values[0];
  const size = rest.reduce((a, b) => a * b, 1);
  return globalThis.Array.from({ length: extent }, (_, i) =>
    nest(values.slice(i * size, (i + 1) * size), rest),
  );
}

/** Whatever else an engine array can do, a program array refuses by name. */
function refuseEngineMethods(): void {
  const refuse = (name: string) =>
    function (this: ProgramArray): never {
      throw new TypeError(
        `${name}: ${this} is a program's result and no engine array. Compute with it inside a program, read() it, or bring it over with toArrays().`,
      );
    };
  for (
    let type: object = Array.prototype;
    type !== Object.prototype;
    type = Object.getPrototypeOf(type) as object
  ) {
    for (const name of Object.getOwnPropertyNames(type)) {
      if (name.startsWith("_") || name in ProgramArray.prototype) continue;
      const { get } = Object.getOwnPropertyDescriptor(type, name)!;
      const value = refuse(name);
      Object.defineProperty(ProgramArray.prototype, name, get ? { get: value } : { value });
    }
  }
  Object.defineProperty(ProgramArray.prototype, Symbol.toPrimitive, {
    value(this: ProgramArray, hint: string) {
      return hint === "string" ? this.toString() : refuse("a value").call(this);
    },
  });
}

refuseEngineMethods();
