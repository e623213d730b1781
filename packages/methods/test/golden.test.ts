/// <reference types="vite/client" />
import { type Array, DType } from "@jax-js/jax";
import { compile, dispose, type Target, toArrays, type Tree } from "@offprint/compile";
import { describe, expect, test } from "vitest";
import * as losses from "../src/losses/index.ts";
import * as metrics from "../src/metrics/index.ts";
import * as online from "../src/online/index.ts";
import * as optimizers from "../src/optimizers/index.ts";
import * as selection from "../src/selection/index.ts";
import * as theory from "../src/theory/index.ts";
import * as training from "../src/training/index.ts";
import {
  callPlainly,
  type GoldenAdapter,
  type GoldenCase,
  goldenFiles,
  gradientOf,
  type Literal,
  type Method,
  readResult,
} from "./golden.ts";

const library: Record<string, unknown> = {
  ...losses,
  ...metrics,
  ...online,
  ...optimizers,
  ...selection,
  ...theory,
  ...training,
};

const adapterFiles = import.meta.glob<{ adapters: Record<string, GoldenAdapter> }>("../src/**/*.golden.ts", {
  eager: true,
});
const adapters = Object.assign({}, ...Object.values(adapterFiles).map((file) => file.adapters)) as Record<
  string,
  GoldenAdapter
>;

/** Float32 carries about seven digits; sums and differences of these sizes keep at least three. */
const float32Tolerance = { rtol: 1e-3, atol: 1e-4 };

function compare(got: unknown, want: unknown, rtol: number, atol: number, path: string): void {
  if (globalThis.Array.isArray(want)) {
    expect(globalThis.Array.isArray(got) && got.length, `length of ${path}`).toBe(want.length);
    for (const [i, item] of want.entries()) compare((got as unknown[])[i], item, rtol, atol, `${path}[${i}]`);
  } else if (want !== null && typeof want === "object") {
    for (const [key, item] of Object.entries(want)) {
      compare((got as Record<string, unknown>)?.[key], item, rtol, atol, `${path}.${key}`);
    }
  } else if (typeof want === "number" && Number.isFinite(want)) {
    expect(typeof got, `type of ${path}`).toBe("number");
    const off = Math.abs((got as number) - want);
    expect(off, `${path}: ${got} against ${want}`).toBeLessThanOrEqual(atol + rtol * Math.abs(want));
  } else {
    expect(got, path).toEqual(want);
  }
}

async function evaluate(golden: GoldenCase, dtype: DType): Promise<Record<string, unknown>> {
  const adapter = adapters[golden.function];
  if (adapter) return (await readResult(await adapter(golden, dtype))) as Record<string, unknown>;
  const method = library[golden.function] as Method;
  const value = await readResult(await callPlainly(method, golden, dtype));
  const result: Record<string, unknown> =
    value !== null && typeof value === "object" && !globalThis.Array.isArray(value)
      ? { ...value, value }
      : { value };
  const grad: Record<string, unknown> = {};
  for (const input of Object.keys((golden.expected["grad"] as object) ?? {})) {
    grad[input] = await gradientOf(method, golden, input, dtype).jsAsync();
  }
  return { ...result, grad };
}

/** The same by a program: the case's inputs are its arguments. */
async function evaluateCompiled(golden: GoldenCase, target: Target): Promise<Record<string, unknown>> {
  const method = library[golden.function] as Method;
  const names = Object.keys(golden.inputs);
  const inputs = names.map((name) => golden.inputs[name]!.array(DType.Float32));
  const withInputs = (arrays: Array[]): GoldenCase => ({
    ...golden,
    inputs: Object.fromEntries(
      names.map((name, i) => [name, { array: () => arrays[i]! } as unknown as Literal]),
    ),
  });
  const run = async (fn: (arrays: Array[]) => unknown) => {
    const program = compile((...arrays: Array[]) => fn(arrays) as Tree, { target, log: () => {} });
    try {
      const out = await program(...inputs);
      const result = await readResult(toArrays(out));
      dispose(out);
      return result;
    } finally {
      program.dispose();
    }
  };
  const value = await run((arrays) => callPlainly(method, withInputs(arrays), DType.Float32));
  const grad: Record<string, unknown> = {};
  for (const input of Object.keys((golden.expected["grad"] as object) ?? {})) {
    grad[input] = await run((arrays) =>
      gradientOf(method, withInputs(arrays.map((array) => array.ref)), input, DType.Float32),
    );
  }
  return { ...(value as object), value, grad };
}

for (const { slug, cases } of goldenFiles()) {
  describe(slug, () => {
    for (const golden of cases) {
      const missing = !(golden.function in library);
      for (const dtype of [DType.Float64, DType.Float32]) {
        test.skipIf(missing)(`${golden.function}: ${golden.name} (${dtype})`, async () => {
          const result = await evaluate(golden, dtype);
          const exact = dtype === DType.Float64;
          const rtol = exact ? golden.rtol : Math.max(golden.rtol, float32Tolerance.rtol);
          const atol = exact ? golden.atol : Math.max(golden.atol, float32Tolerance.atol);
          compare(result, golden.expected, rtol, atol, "result");
        });
      }
      if (missing || golden.function in adapters) continue;
      test(`${golden.function}: ${golden.name} (on ONNX Runtime)`, async ({ skip }) => {
        const result = await evaluateCompiled(golden, "onnx").catch(async (error: unknown) => {
          await expect(evaluateCompiled(golden, "jit")).rejects.toThrow();
          return skip(`not traceable: ${error}`);
        });
        const [rtol, atol] = [float32Tolerance.rtol, float32Tolerance.atol];
        compare(result, golden.expected, Math.max(golden.rtol, rtol), Math.max(golden.atol, atol), "result");
      });
    }
  });
}
