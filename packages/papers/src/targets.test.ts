import { type Array, tree } from "@jax-js/jax";
import { compile, dispose, liveProgramArrays, type Program, toArrays, type Tree } from "@offprint/compile";
import { type Compile, defaultValues } from "@offprint/lab";
import { describe, expect, test } from "vitest";
import { loadExperiment, paperSlugs } from "./registry.ts";

/** Calls that are compared of each program of a run, and of all of them. */
const calls = { each: 3, all: 12 };

/** Milliseconds after which a run has shown enough. */
const longest = 1000;

/**
 * Largest difference allowed between all floats of both results as vectors, relative to their length. (Entry by
 * entry Adam makes steps of full size out of gradients that are zero but for rounding.)
 */
const tolerance = 1e-3;

/** What programs return: floats in a row, and everything else, which has to be the same. */
async function takeApart(results: Tree) {
  const floats: number[] = [];
  const rest: unknown[] = [];
  for (const array of tree.leaves(toArrays(results) as never) as Array[]) {
    const { dtype, shape } = array;
    rest.push(dtype, shape);
    const values = globalThis.Array.from(await array.data());
    if (!dtype.startsWith("float")) rest.push(values);
    else for (const value of values) floats.push(value);
  }
  rest.push(floats.filter((x) => !Number.isFinite(x)));
  return { floats: floats.filter(Number.isFinite), rest };
}

async function relativeDifference(got: Tree, want: Tree): Promise<number> {
  const [left, right] = [await takeApart(got), await takeApart(want)];
  expect(left.rest).toEqual(right.rest);
  const length = (values: number[]) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  return length(left.floats.map((x, i) => x - right.floats[i]!)) / (1e-3 + length(right.floats));
}

/** Compiles for both targets; every call runs on both, is compared, and goes on with the results of `onnx`. */
function comparingCompile(differences: number[]): Compile {
  return <Args extends Tree[], Out extends Tree>(fn: (...args: Args) => Out) => {
    const [onnx, jit] = [compile(fn, { target: "onnx", log: () => {} }), compile(fn, { target: "jit" })];
    let compared = 0;
    const call = async (...args: Parameters<typeof onnx>) => {
      const result = await onnx(...args);
      if (compared++ >= calls.each) return result;
      const reference = await jit(...args);
      differences.push(await relativeDifference(result, reference));
      dispose(reference);
      return result;
    };
    const step = async (...args: Parameters<typeof onnx>) => {
      const result = await call(...args);
      dispose(args[0] as Tree);
      return result;
    };
    const end = () => {
      onnx.dispose();
      jit.dispose();
    };
    return Object.assign(call, { step, dispose: end, target: "onnx" }) as unknown as Program<Args, Out>;
  };
}

const slugs = paperSlugs();
const arms = await Promise.all(
  slugs.map(async (slug) => (await loadExperiment(slug)).liveArms.map((arm) => [slug, arm] as const)),
);

describe("the first steps of an experiment agree between targets, and nothing is left of them", () => {
  test.each(arms.flat())("%s: %s", async (slug, arm) => {
    const experiment = await loadExperiment(slug);
    const differences: number[] = [];
    const before = liveProgramArrays();
    const { signal } = new AbortController();
    const controls = defaultValues(experiment.controls);
    const run = experiment.run({ arm, seed: 1, controls, signal, compile: comparingCompile(differences) });
    const started = performance.now();
    while (differences.length < calls.all && performance.now() - started < longest) {
      if ((await run.next()).done) break;
    }
    await run.return({});
    expect(liveProgramArrays()).toBe(before);
    for (const difference of differences) expect(difference).toBeLessThan(tolerance);
  });
});
