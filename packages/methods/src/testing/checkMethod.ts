import { type Array, defaultDevice, DType, grad, jit, numpy as np } from "@jax-js/jax";
import { InvalidArgumentError } from "../errors.ts";
import { finiteDifferences } from "./finiteDifferences.ts";
import { leakedBuffers } from "./liveBuffers.ts";

/** Values of one input before they become an engine array. */
export interface InputValues {
  shape: number[];
  /** Row-major values. */
  values: ArrayLike<number>;
  /** `float` inputs are cast to the dtype under test; `int32` and `bool` stay what they are. */
  kind?: "float" | "int32" | "bool";
}

/** A call that must be refused. */
export interface BadCall {
  name: string;
  /** Runs the bad call; the arrays that it makes are its own affair. */
  call: () => unknown;
  /** Name of the argument that the error must blame. */
  argument: string;
}

/** What the battery needs to know of a method. */
export interface MethodSpec {
  name: string;
  /** The method with its options bound; consumes its inputs as every method does. */
  apply: (...inputs: Array[]) => Array;
  /** Well-formed inputs; the same seed must give the same values. */
  makeInputs: (seed: number) => InputValues[];
  /** Shape of the result. */
  shape: number[];
  /** Dtype of the result for inputs of a dtype; default: that same dtype. */
  resultDtype?: (input: DType) => DType;
  /** Positions of the inputs with respect to which the method is differentiable; none: no gradient checks. */
  differentiable?: number[];
  /** Tolerance of gradients against finite differences, relative to 1 + |gradient|. Default 1e-5. */
  gradientTolerance?: number;
  /** Inputs whose first axis is the batch and whose common reordering must not change a scalar result. */
  batchInputs?: number[];
  /** `false` where the method can't be traced into a program (reads values, decomposes matrices). */
  traceable?: boolean;
  /** Largest relative difference between the float32 and the float64 result. Default 1e-4. */
  float32Tolerance?: number;
  badCalls?: BadCall[];
}

/** One property of the battery: a name and a check that rejects where the property does not hold. */
export interface MethodCheck {
  name: string;
  run: () => Promise<void>;
}

/** A property of {@link checkMethod} that does not hold. */
export class MethodCheckError extends Error {
  override readonly name = "MethodCheckError";
}

function toArray({ shape, values, kind = "float" }: InputValues, dtype: DType): Array {
  if (kind === "int32") return np.array(Int32Array.from(values)).reshape(shape);
  if (kind === "bool") return np.array(Int32Array.from(values)).reshape(shape).astype(DType.Bool);
  const flat = dtype === DType.Float64 ? Float64Array.from(values) : Float32Array.from(values);
  return np.array(flat).reshape(shape);
}

/**
 * Programs keep plain numbers as float32 constants, and fusing changes what the Wasm backend rounds to float32
 * on its way through exp and log.
 */
const compiledTolerance = 1e-6;

async function valuesOf(x: Array): Promise<number[]> {
  return globalThis.Array.from(await x.data());
}

function require(holds: boolean, message: string): asserts holds {
  if (!holds) throw new MethodCheckError(message);
}

function requireClose(got: number[], want: number[], tolerance: number, what: string): void {
  require(got.length === want.length, `${what}: ${got.length} values against ${want.length}`);
  for (const [i, value] of got.entries()) {
    const off = Math.abs(value - want[i]!) / (1 + Math.abs(want[i]!));
    require(off <=
      tolerance, `${what}: ${value} against ${want[i]} at flat index ${i} (tolerance ${tolerance})`);
  }
}

function reorderRows({ shape, values, kind }: InputValues, order: number[]): InputValues {
  const width = shape.slice(1).reduce((a, b) => a * b, 1);
  const rows = order.flatMap((row) =>
    globalThis.Array.from({ length: width }, (_, column) => values[row * width + column]!),
  );
  return kind ? { shape, values: rows, kind } : { shape, values: rows };
}

/**
 * The properties that every method of this library has, as a list of named checks: result shape and dtype,
 * float32 close to float64, finite gradients that agree with central differences, no dependence on the order
 * of a batch, the traced program equal to the eager call, equal results for equal inputs, no leaked and no
 * twice-freed array, and typed errors for bad calls.
 *
 * @example
 * for (const check of methodChecks(spec)) test(check.name, check.run);
 */
export function methodChecks(spec: MethodSpec): MethodCheck[] {
  const inputs = (seed: number, dtype = DType.Float64) =>
    spec.makeInputs(seed).map((input) => toArray(input, dtype));
  const evaluate = (seed: number, dtype = DType.Float64) => valuesOf(spec.apply(...inputs(seed, dtype)));

  const checks: MethodCheck[] = [
    {
      name: "returns the stated shape and dtype",
      run: async () => {
        for (const dtype of [DType.Float32, DType.Float64]) {
          const result = spec.apply(...inputs(0, dtype));
          const { shape, dtype: got } = result;
          await result.data();
          const want = spec.resultDtype?.(dtype) ?? dtype;
          require(`${shape}` === `${spec.shape}`, `shape [${shape}] instead of [${spec.shape}]`);
          require(got === want, `${got} for ${dtype} inputs instead of ${want}`);
        }
      },
    },
    {
      name: "is finite, and close in float32 and float64",
      run: async () => {
        const exact = await evaluate(1);
        require(exact.every(Number.isFinite), `a result that is not finite: ${exact}`);
        requireClose(
          await evaluate(1, DType.Float32),
          exact,
          spec.float32Tolerance ?? 1e-4,
          "float32 result",
        );
      },
    },
    {
      name: "gives the same result for the same inputs",
      run: async () => {
        const [first, second] = [await evaluate(2), await evaluate(2)];
        require(`${first}` === `${second}`, `${first} and then ${second}`);
      },
    },
    {
      name: "frees what it is given and nothing else",
      run: async () => {
        await evaluate(0);
        const leaked = await leakedBuffers(async () => void (await evaluate(0)));
        require(leaked === 0, `${leaked} buffers more after the call than before`);
      },
    },
  ];

  if (spec.traceable !== false) {
    checks.push({
      name: "gives the same numbers eagerly and as a compiled program",
      run: async () => {
        const program = jit((...args: Array[]) => spec.apply(...args));
        const traced = await valuesOf(program(...inputs(3)));
        program.dispose();
        requireClose(traced, await evaluate(3), compiledTolerance, "compiled result");
      },
    });
  }

  if (spec.batchInputs) {
    const batchInputs = spec.batchInputs;
    checks.push({
      name: "does not depend on the order of the batch",
      run: async () => {
        const plain = spec.makeInputs(4);
        const size = plain[batchInputs[0]!]!.shape[0]!;
        const order = rotation(size);
        const moved = plain.map((input, i) => (batchInputs.includes(i) ? reorderRows(input, order) : input));
        const result = await valuesOf(spec.apply(...moved.map((input) => toArray(input, DType.Float64))));
        requireClose(result, await evaluate(4), 1e-9, "result of the reordered batch");
      },
    });
  }

  for (const position of spec.differentiable ?? []) {
    checks.push({
      name: `has the right gradient with respect to input ${position}`,
      run: () =>
        inFullPrecision(async () => {
          const total = (...args: Array[]) => spec.apply(...args).sum();
          const gradient = await valuesOf(grad(total, { argnums: position })(...inputs(5)) as Array);
          require(gradient.every(Number.isFinite), `a gradient that is not finite: ${gradient}`);
          const { shape, values } = spec.makeInputs(5)[position]!;
          const numeric = await finiteDifferences(
            async (x) => {
              const args = inputs(5);
              args.splice(position, 1, x)[0]!.dispose();
              return (await total(...args).data())[0]!;
            },
            Float64Array.from(values),
            shape,
          );
          requireClose(gradient, [...numeric], spec.gradientTolerance ?? 1e-5, "gradient");
        }),
    });
    checks.push({
      name: `frees everything when differentiated with respect to input ${position}`,
      run: async () => {
        const run = async () => {
          const total = (...args: Array[]) => spec.apply(...args).sum();
          await (grad(total, { argnums: position })(...inputs(5)) as Array).data();
        };
        await run();
        const leaked = await leakedBuffers(run);
        require(leaked === 0, `${leaked} buffers more after the gradient than before`);
      },
    });
  }

  for (const { name, call, argument } of spec.badCalls ?? []) {
    checks.push({
      name: `refuses ${name}`,
      run: async () => {
        const error = await refusal(call);
        require(error !== undefined, "the call went through");
        const typed = error instanceof InvalidArgumentError;
        require(typed, `threw ${error} instead of an InvalidArgumentError`);
        require(error.argument === argument, `blames ${error.argument} instead of ${argument}`);
      },
    });
  }
  return checks;
}

/**
 * Runs on the engine's plain JavaScript backend: the Wasm one computes exp, log and their like in float32 even
 * for float64 arrays, too coarse for differences.
 */
async function inFullPrecision(body: () => Promise<void>): Promise<void> {
  const device = defaultDevice();
  defaultDevice("cpu");
  try {
    await body();
  } finally {
    defaultDevice(device);
  }
}

/** A reordering that changes which row comes first and which rows are neighbours. */
function rotation(size: number): number[] {
  const order = globalThis.Array.from({ length: size }, (_, i) => (i + 1) % size);
  if (size > 2) [order[0], order[1]] = [order[1]!, order[0]!];
  return order;
}

async function refusal(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

/**
 * Runs all of {@link methodChecks} on a method, yours or ours.
 * @throws AggregateError with one {@link MethodCheckError} for each property that does not hold
 */
export async function checkMethod(spec: MethodSpec): Promise<void> {
  const failures: Error[] = [];
  for (const check of methodChecks(spec)) {
    await check.run().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push(new MethodCheckError(`${spec.name} ${check.name}: ${reason}`, { cause: error }));
    });
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, failures.map((failure) => failure.message).join("\n"));
  }
}
