import { type Array, tree } from "@jax-js/jax";
import { compile, dispose, type Target, toArrays, type Tree } from "../src/index.ts";

/** A result of a program, read back. */
export interface Result {
  path: string;
  dtype: string;
  shape: number[];
  values: number[];
}

/** Runs a function on a target, or plainly, and reads the results. Borrows the arguments. */
export async function runOn(
  target: Target | "plain",
  fn: (...args: never[]) => unknown,
  args: unknown[],
): Promise<Result[]> {
  if (target === "plain") return readAll(fn(...(tree.ref(args as never) as never[])) as Tree);
  const messages: string[] = [];
  const program = compile(fn as (...args: Tree[]) => Tree, { target, log: (text) => messages.push(text) });
  try {
    const out = await program(...(args as never[]));
    const arrays = toArrays(out);
    dispose(out);
    if (messages.length > 0) throw new Error(messages.join());
    return await readAll(arrays);
  } finally {
    program.dispose();
  }
}

async function readAll(results: Tree): Promise<Result[]> {
  const read = (tree.leaves(results as never) as Array[]).map(async (array, i) => {
    const { dtype, shape } = array;
    return { path: `result ${i}`, dtype, shape, values: globalThis.Array.from(await array.data()) };
  });
  return Promise.all(read);
}

export interface Comparison {
  /** Largest difference allowed, relative to 1 + |value|; default 0. NaN and infinities have to be the same. */
  tolerance?: number;
  /** Whether 0 and -0 differ; default true. */
  signsOfZero?: boolean;
  /** What the target `onnx` is compared with; default `jit`. */
  reference?: "jit" | "plain";
}

/** The first difference between the results of both targets, in words; undefined if there is none. */
export async function findDifference(
  fn: (...args: never[]) => unknown,
  args: unknown[],
  { tolerance = 0, signsOfZero = true, reference = "jit" }: Comparison = {},
): Promise<string | undefined> {
  const [want, got] = [await runOn(reference, fn, args), await runOn("onnx", fn, args)];
  if (want.length !== got.length) return `${got.length} results instead of ${want.length}`;
  const kind = (result: Result) => `${result.dtype}[${result.shape}]`;
  const show = (x: number) => (Object.is(x, -0) ? "-0" : String(x));
  for (const [i, expected] of want.entries()) {
    const { values } = got[i]!;
    if (kind(got[i]!) !== kind(expected))
      return `${expected.path} is ${kind(got[i]!)}, not ${kind(expected)}`;
    const differs = (value: number, k: number) => !isClose(values[k]!, value, tolerance, signsOfZero);
    const at = expected.values.findIndex(differs);
    if (at >= 0) return `${expected.path} at ${at}: ${show(values[at]!)} for ${show(expected.values[at]!)}`;
  }
  return undefined;
}

function isClose(got: number, want: number, tolerance: number, signsOfZero: boolean): boolean {
  if (got === 0 && want === 0) return !signsOfZero || Object.is(got, want);
  return Object.is(got, want) || Math.abs(got - want) <= tolerance * (1 + Math.abs(want));
}
