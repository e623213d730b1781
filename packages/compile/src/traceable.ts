import { Array, type DType, tree } from "@jax-js/jax";
import { leafPaths, parameterNames } from "./argumentPaths.ts";
import { TraceError } from "./errors.ts";
import { isArray, type Tree } from "./tree.ts";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any function of trees; compile() holds the types
export type TreeFunction = (...args: any[]) => Tree;

/** What a program knows of an array: no values. */
export class ArrayType {
  readonly shape: number[];
  readonly dtype: DType;
  /** Whether it comes from plain numbers, whose type yields to that of other operands. */
  readonly weakType: boolean;

  constructor(shape: number[], dtype: DType, weakType: boolean) {
    this.shape = shape;
    this.dtype = dtype;
    this.weakType = weakType;
  }
}

/**
 * Makes a function explain itself when it can't be traced: it reads values, waits, returns what is no array, or
 * does not go with the shapes it is given after it went with others.
 */
export function traceable(fn: TreeFunction): TreeFunction {
  let first: unknown[] | undefined;
  const traced = (...args: unknown[]): Tree => {
    const types = args.map(typesOf);
    const restore = forbidReading(namedLeaves(fn, args));
    try {
      const result = fn(...args);
      checkResult(result);
      first ??= types;
      return result;
    } catch (error) {
      throw first && !(error instanceof TraceError) ? explainChange(fn, first, types, error) : error;
    } finally {
      restore();
    }
  };
  return Object.defineProperty(traced, "toString", { value: () => fn.toString() });
}

/** Paths of all leaves of the arguments, by leaf. */
function namedLeaves(fn: TreeFunction, args: unknown[]): Map<unknown, string> {
  return new Map(argumentPaths(fn, args).map((path, i) => [tree.leaves(args as never)[i], path]));
}

export function argumentPaths(fn: TreeFunction, args: unknown[]): string[] {
  const names = parameterNames(fn, args.length);
  return args.flatMap((arg, i) => leafPaths(arg, names[i]!));
}

/** @throws TraceError if something in the arguments is neither an array nor a number */
export function checkArguments(fn: TreeFunction, args: unknown[]): void {
  for (const [i, leaf] of tree.leaves<unknown>(args as never).entries()) {
    if (isArray(leaf) || typeof leaf === "number" || typeof leaf === "boolean") continue;
    const argument = argumentPaths(fn, args)[i]!;
    const [expected, received] = ["an array or a number", describe(leaf)];
    throw new TraceError(`${argument} is ${received}; a program takes arrays and numbers`, {
      argument,
      expected,
      received,
    });
  }
}

function checkResult(result: unknown): void {
  const paths = leafPaths(result, "the result");
  for (const [i, leaf] of tree.leaves<unknown>(result as never).entries()) {
    if (typeof leaf === "number" || typeof leaf === "boolean" || isTracer(leaf)) continue;
    const received = describe(leaf);
    const hint = leaf instanceof Promise ? "; a program's function can't wait" : "";
    throw new TraceError(`${paths[i]} is ${received} instead of an array${hint}`, {
      expected: "an array",
      received,
    });
  }
}

const tracer = Object.getPrototypeOf(Array.prototype) as object;
const isTracer = (leaf: unknown) =>
  typeof leaf === "object" && leaf !== null && Object.prototype.isPrototypeOf.call(tracer, leaf);

const readers = ["js", "jsAsync", "data", "dataSync", "item", "blockUntilReady", Symbol.toPrimitive];

/**
 * While a function is traced its arrays have shapes but no values. The engine gives such arrays no reading
 * methods and turns them into NaN in comparisons; until the returned function is called, they throw instead.
 */
function forbidReading(names: Map<unknown, string>): () => void {
  const refuse = (value: object, how: string): never => {
    const argument = names.get(value);
    const what = argument ?? "an array that the function computes";
    const received = `${String((value as { aval?: unknown }).aval ?? value)}`;
    throw new TraceError(
      `${what} (${received}) is read (${how}) while the function is traced, when it has a shape but no values`,
      { ...(argument && { argument }), expected: "a function of shapes alone", received },
    );
  };
  const added = readers.filter((name) => !Object.hasOwn(tracer, name));
  for (const name of added) {
    const value =
      name === Symbol.toPrimitive
        ? function (this: object, hint: string) {
            return hint === "string" ? this.toString() : refuse(this, "as a number");
          }
        : function (this: object) {
            return refuse(this, `.${String(name)}()`);
          };
    Object.defineProperty(tracer, name, { value, configurable: true });
  }
  return () => {
    for (const name of added) Reflect.deleteProperty(tracer, name);
  };
}

function typesOf(arg: unknown): unknown {
  return tree.map((leaf: unknown) => describe(leaf), arg as never);
}

/** `float32[64,10]` for an array, the type for anything else. */
export function describe(leaf: unknown): string {
  if (isTracer(leaf) || isArray(leaf)) {
    const { dtype, shape } = leaf as ArrayType;
    return `${dtype}[${shape}]`;
  }
  if (leaf instanceof Promise) return "a promise";
  return leaf === null || leaf === undefined ? String(leaf) : `a ${typeof leaf}`;
}

/** The error for arguments that the function refuses after it accepted others: what has changed? */
function explainChange(fn: TreeFunction, first: unknown[], now: unknown[], cause: unknown): unknown {
  const before = new Map(argumentPaths(fn, first).map((path, i) => [path, tree.leaves(first as never)[i]]));
  const changes = argumentPaths(fn, now).flatMap((path, i) => {
    const received = String(tree.leaves(now as never)[i]);
    const expected = String(before.get(path) ?? "nothing");
    return expected === received ? [] : [{ argument: path, expected, received }];
  });
  if (changes.length === 0) return cause;
  const list = changes.map(
    ({ argument, expected, received }) =>
      `${argument} was ${expected} when first traced and is ${received} now`,
  );
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TraceError(`${list.join("; ")}: ${reason}`, { ...changes[0]!, cause });
}
