import { type Array, DType, jit, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers, type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { type AlignedGradients, alignGradients } from "./alignGradients.ts";

const wave = (seed: number, step: number) =>
  Float64Array.from({ length: 6 }, (_, i) => Math.sin(step * i + seed));
const conflicting = (seed: number): InputValues[] => [
  { shape: [3, 2], values: wave(seed, 3.7) },
  { shape: [3, 2], values: wave(seed, 3.7).map((x, i) => -x + 0.3 * Math.cos(i)) },
];
const agreeing = (seed: number): InputValues[] => [
  { shape: [3, 2], values: wave(seed, 3.7) },
  { shape: [3, 2], values: wave(seed, 3.7).map((x, i) => 2 * x + 0.3 * Math.cos(i)) },
];

const vector = (...values: number[]) => np.array(values);
const badCalls: BadCall[] = [
  {
    name: "gradients of other shapes",
    call: () => alignGradients(vector(1, 2), vector(1)),
    argument: "auxGrad",
  },
  {
    name: "trees of other structure",
    call: () => alignGradients({ weights: vector(1) }, [vector(1)]),
    argument: "auxGrad",
  },
  { name: "a tree without arrays", call: () => alignGradients([], []), argument: "mainGrad" },
  {
    name: "integers",
    call: () => alignGradients(np.array(Int32Array.of(1)), vector(1)),
    argument: "mainGrad",
  },
  {
    name: "integers of the auxiliary loss",
    call: () => alignGradients(vector(1), np.array(Int32Array.of(1))),
    argument: "auxGrad",
  },
  { name: "nothing", call: () => alignGradients(undefined as never, vector(1)), argument: "mainGrad" },
];

describe.each(Object.entries({ conflicting, agreeing }))("%s gradients", (name, makeInputs) => {
  const spec = {
    name: "alignGradients",
    apply: (main?: Array, aux?: Array) => {
      const { value, conflict } = alignGradients(main!, aux!);
      conflict.dispose();
      return value;
    },
    makeInputs,
    shape: [3, 2],
    differentiable: [0, 1],
    badCalls: name === "conflicting" ? badCalls : [],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

async function align(main: number[], aux: number[]) {
  const { value, conflict } = alignGradients(vector(...main), vector(...aux));
  return { value: [...(await value.data())], conflict: await conflict.jsAsync() };
}

describe("the sum", () => {
  test("is plain where the gradients agree or stand upright", async () => {
    expect(await align([1, 2], [3, -1])).toEqual({ value: [4, 1], conflict: false });
    expect(await align([1, 0], [0, 5])).toEqual({ value: [1, 5], conflict: false });
  });

  test("loses what the auxiliary gradient has against the main one", async () => {
    expect(await align([2, 0], [-3, 1])).toEqual({ value: [2, 1], conflict: true });
  });

  test("of opposite gradients is the main one alone", async () => {
    expect(await align([1, -2], [-5, 10])).toEqual({ value: [1, -2], conflict: true });
  });

  test("with a main gradient of zero is the auxiliary one, without conflict", async () => {
    expect(await align([0, 0], [-3, 1])).toEqual({ value: [-3, 1], conflict: false });
  });

  test("never opposes the main gradient, however long both are", async () => {
    for (const size of [1e-4, 1, 1e4]) {
      const main = [size, -2 * size, 0.5 * size];
      const { value } = await align(main, [-3, 4, 1]);
      const product = value.reduce((sum, x, i) => sum + x * main[i]!, 0);
      const square = main.reduce((sum, x) => sum + x * x, 0);
      expect(product / square).toBeCloseTo(1, 2);
    }
  });
});

describe("trees", () => {
  const main = () => ({ head: [vector(1, 0), vector(0)], other: vector(0, 0) });
  const aux = () => ({ head: [vector(-4, 1), vector(2)], other: vector(5, 6) });

  test("are one long vector", async () => {
    const { value, conflict } = alignGradients(main(), aux());
    expect(await conflict.jsAsync()).toBe(true);
    expect([...(await value.head[0]!.data())]).toEqual([1, 1]);
    expect([...(await value.head[1]!.data())]).toEqual([2]);
    expect([...(await value.other.data())]).toEqual([5, 6]);
  });

  test("a parameter that the auxiliary loss does not reach gets a share of its own main gradient", async () => {
    const { value, conflict } = alignGradients([vector(1), vector(2)], [vector(0), vector(-5)]);
    conflict.dispose();
    expect([...(await value[0]!.data())]).toEqual([3]);
    expect(((await value[1]!.data()) as Float32Array)[0]).toBeCloseTo(1, 6);
  });

  test("work in a program, and leave nothing behind", async () => {
    type Gradients = ReturnType<typeof main>;
    const program = jit((g1: Gradients, g2: Gradients) => alignGradients(g1, g2));
    const run = async (compute: (g1: Gradients, g2: Gradients) => AlignedGradients<Gradients>) => {
      const { value, conflict } = compute(main(), aux());
      expect(await conflict.jsAsync()).toBe(true);
      expect([...(await value.head[0]!.data())]).toEqual([1, 1]);
      await Promise.all([value.head[1]!, value.other].map((x) => x.data()));
    };
    for (const compute of [program, alignGradients<Gradients>]) {
      await run(compute);
      expect(await leakedBuffers(() => run(compute))).toBe(0);
    }
  });

  test("keep the dtype of the main gradient", async () => {
    const { value, conflict } = alignGradients(vector(1, 2), np.array([3, 4], { dtype: DType.Float64 }));
    conflict.dispose();
    expect(value.dtype).toBe(DType.Float32);
    value.dispose();
  });
});
