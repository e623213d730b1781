import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export interface GoldenCase {
  name: string;
  function: string;
  inputs: Record<string, Literal>;
  options: Record<string, unknown>;
  expected: Record<string, unknown>;
  rtol: number;
  atol: number;
}

/**
 * A number, string or nested list of a golden file, with integers kept apart from floats: JSON has one number
 * type, but `1` in the file is a label or an index and `1.0` is a measurement.
 */
export class Literal {
  readonly value: unknown;
  readonly integer: boolean;

  constructor(value: unknown, integer: boolean) {
    this.value = value;
    this.integer = integer;
  }

  /** As an engine array: integers as int32, booleans as bool, everything else in the dtype under test. */
  array(dtype: DType): Array {
    const flat = [this.value].flat(Infinity) as number[];
    const shape = shapeOf(this.value);
    if (flat.length > 0 && typeof flat[0] === "boolean") {
      return np.array(Int32Array.from(flat)).reshape(shape).astype(DType.Bool);
    }
    if (this.integer) return np.array(Int32Array.from(flat)).reshape(shape);
    const values = dtype === DType.Float64 ? Float64Array.from(flat) : Float32Array.from(flat);
    return np.array(values).reshape(shape);
  }
}

function shapeOf(value: unknown): number[] {
  if (!globalThis.Array.isArray(value)) return [];
  return [value.length, ...(value.length > 0 ? shapeOf(value[0]) : [])];
}

/** The directory with golden files: `OFFPRINT_GOLDEN_DIR`, or the project's own copy. */
export const goldenDirectory =
  process.env["OFFPRINT_GOLDEN_DIR"] ?? fileURLToPath(new URL("../golden", import.meta.url));

export function goldenFiles(): { slug: string; cases: GoldenCase[] }[] {
  return readdirSync(goldenDirectory)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => ({
      slug: file.replace(/\.json$/, ""),
      cases: parseCases(readFileSync(join(goldenDirectory, file), "utf8")),
    }));
}

function parseCases(text: string): GoldenCase[] {
  const file = JSON.parse(text) as { cases: (Omit<GoldenCase, "inputs"> & { inputs: object })[] };
  const marked = JSON.parse(text, markIntegers) as { cases: { inputs: Record<string, unknown> }[] };
  return file.cases.map((golden, at) => ({
    ...golden,
    inputs: Object.fromEntries(
      Object.entries(golden.inputs).map(([name, value]) => {
        const marks = [marked.cases[at]!.inputs[name]].flat(Infinity);
        return [
          name,
          new Literal(
            value,
            marks.every((mark) => mark === "integer"),
          ),
        ];
      }),
    ),
  }));
}

function markIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number") return value;
  return /^-?\d+$/.test(context?.source ?? "") ? "integer" : "float";
}

/**
 * How the data of a golden case reach a function that is not one plain call on arrays. It moves data and
 * computes nothing: the result has the fields of the case's `expected`.
 */
export type GoldenAdapter = (golden: GoldenCase, dtype: DType) => unknown;

export type Method = (...args: unknown[]) => unknown;

/** Calls a method as a user would: inputs by parameter name, what is no parameter as an option. */
export function callPlainly(method: Method, golden: GoldenCase, dtype: DType): unknown {
  return method(...positionalArguments(method, golden, (literal) => literal.array(dtype)));
}

/** The same for functions on plain numbers and lists. */
export function callWithNumbers(method: Method): GoldenAdapter {
  return (golden) => ({
    value: method(...positionalArguments(method, golden, (literal) => literal.value)),
  });
}

function positionalArguments(
  method: Method,
  golden: GoldenCase,
  take: (literal: Literal) => unknown,
): unknown[] {
  const names = parameterNames(method);
  const options: Record<string, unknown> = { ...golden.options };
  for (const [name, literal] of Object.entries(golden.inputs)) {
    if (!names.includes(name)) options[name] = take(literal);
  }
  const inputs = names.filter((name) => name in golden.inputs).map((name) => take(golden.inputs[name]!));
  return [...inputs, options];
}

function parameterNames(method: Method): string[] {
  const source = method.toString();
  const names: string[] = [];
  let depth = 0;
  let name = "";
  for (const char of source.slice(source.indexOf("("))) {
    if (char === ")" && depth === 1) break;
    if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth--;
    else if (char === "," && depth === 1) {
      names.push(name);
      name = "";
    } else if (depth === 1) name += char;
  }
  names.push(name);
  return names.map((text) => text.split("=")[0]!.trim()).filter(Boolean);
}

/** Gradient of the sum of the result with respect to one input of the case, parameter or option. */
export function gradientOf(method: Method, golden: GoldenCase, input: string, dtype: DType): Array {
  const total = (x: Array) => {
    const inputs = { ...golden.inputs, [input]: { array: () => x } as unknown as Literal };
    return (callPlainly(method, { ...golden, inputs }, dtype) as Array).sum();
  };
  return grad(total)(golden.inputs[input]!.array(dtype)) as Array;
}

/** Reads engine arrays anywhere inside a result into nested lists. */
export async function readResult(result: unknown): Promise<unknown> {
  if (result !== null && typeof result === "object" && "jsAsync" in result)
    return (result as Array).jsAsync();
  if (ArrayBuffer.isView(result)) return globalThis.Array.from(result as Float64Array);
  if (globalThis.Array.isArray(result)) return Promise.all(result.map(readResult));
  if (result !== null && typeof result === "object") {
    const entries = Object.entries(result).map(async ([key, value]) => [key, await readResult(value)]);
    return Object.fromEntries((await Promise.all(entries)) as [string, unknown][]);
  }
  return result;
}
