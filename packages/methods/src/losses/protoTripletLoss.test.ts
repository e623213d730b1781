import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { protoTripletLoss, type ProtoTripletOptions, validateProtoTripletLoss } from "./protoTripletLoss.ts";

const wave = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, i) => 2 * Math.sin(3.7 * i + 0.4 * i * i + seed));
const makeInputs = (seed: number): InputValues[] => [
  { shape: [5, 2], values: wave(10, seed) },
  { shape: [3, 2], values: wave(6, seed + 1.5) },
  { shape: [5], values: [0, 2, 1, 2, 0], kind: "int32" },
];

const rowsOf = (rows: number[][], dtype: DType = DType.Float32) => np.array(rows, { dtype });
const classes = (...labels: number[]) => np.array(Int32Array.from(labels));
const fine = () => [np.ones([2, 3]), np.zeros([2, 3]), classes(0, 1)] as [Array, Array, Array];
const calling =
  (at: number, replacement: () => Array, options: ProtoTripletOptions = {}) =>
  () => {
    const inputs = fine();
    inputs[at] = replacement();
    return protoTripletLoss(...inputs, options);
  };
const withOptions = (options: ProtoTripletOptions) => () => protoTripletLoss(...fine(), options);

const badCalls: BadCall[] = [
  { name: "one query as a vector", call: calling(0, () => np.ones([3])), argument: "queries" },
  { name: "no queries", call: calling(0, () => np.ones([0, 3])), argument: "queries" },
  {
    name: "integer queries",
    call: calling(0, () => np.ones([2, 3]).astype(np.int32)),
    argument: "queries",
  },
  { name: "prototypes of another width", call: calling(1, () => np.ones([2, 4])), argument: "prototypes" },
  { name: "a single prototype", call: calling(1, () => np.ones([1, 3])), argument: "prototypes" },
  { name: "a label too many", call: calling(2, () => classes(0, 1, 1)), argument: "labels" },
  { name: "float labels", call: calling(2, () => np.zeros([2])), argument: "labels" },
  { name: "a negative margin", call: withOptions({ margin: -0.1 }), argument: "margin" },
  { name: "margin NaN", call: withOptions({ margin: NaN }), argument: "margin" },
  { name: "an unknown reduction", call: withOptions({ reduction: "max" as never }), argument: "reduction" },
];

const variants: [ProtoTripletOptions, number[]][] = [
  [{}, []],
  [{ margin: 0 }, []],
  [{ margin: 2, reduction: "sum" }, []],
  [{ margin: 1, reduction: "none" }, [5]],
];
describe.each(variants)("%j", (options, shape) => {
  const spec = {
    name: "protoTripletLoss",
    apply: (queries?: Array, prototypes?: Array, labels?: Array) =>
      protoTripletLoss(queries!, prototypes!, labels!, options),
    makeInputs,
    shape,
    differentiable: [0, 1],
    ...(shape.length === 0 && { batchInputs: [0, 2] }),
    badCalls: options.margin === undefined ? badCalls : [],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

describe("values", () => {
  const prototypes = () =>
    rowsOf([
      [0, 0],
      [4, 0],
      [0, 30],
    ]);

  test("compare the own prototype with the nearest of the others", async () => {
    const queries = rowsOf([[1, 0], [3, 0], [2, 0]]); // prettier-ignore
    const losses = protoTripletLoss(queries, prototypes(), classes(0, 0, 1), { reduction: "none" });
    const want = [0, 2.5, 0.5];
    ((await losses.jsAsync()) as number[]).forEach((loss, i) => expect(loss).toBeCloseTo(want[i]!, 5));
  });

  test("a query that keeps the margin has no gradient, and neither have its prototypes", async () => {
    const slope = grad((x: Array, p: Array) => protoTripletLoss(x, p, classes(0)).add(0), {
      argnums: [0, 1],
    } as never) as unknown as (x: Array, p: Array) => [Array, Array];
    for (const part of slope(rowsOf([[0.5, 0]]), prototypes())) {
      expect([...(await part.data())].every((value) => value === 0)).toBe(true);
    }
  });

  test("does not change when everything moves together", async () => {
    const [queries, own, labels] = makeInputs(3);
    const at = async (shift: number) => {
      const move = ({ shape, values }: InputValues) =>
        np.array(Float64Array.from(values)).reshape(shape).add(shift);
      return protoTripletLoss(
        move(queries!),
        move(own!),
        classes(...(labels!.values as number[])),
      ).jsAsync() as Promise<number>;
    };
    expect(await at(5)).toBeCloseTo(await at(0), 6);
  });

  test("stays finite at extreme embeddings and at equal points, gradient included", async () => {
    for (const size of [0, 1e4]) {
      const queries = rowsOf([[size, -size], [-size, size]]); // prettier-ignore
      const own = rowsOf([[-size, size], [size, -size]]); // prettier-ignore
      const slope = grad((x: Array) => protoTripletLoss(x, own.ref, classes(0, 1)))(queries.ref) as Array;
      expect([...(await slope.data())].every(Number.isFinite)).toBe(true);
      const loss = (await protoTripletLoss(queries, own, classes(0, 1)).jsAsync()) as number;
      expect(loss).toBeCloseTo(2 * Math.SQRT2 * size + 0.5, 1);
    }
  });
});

describe("validateProtoTripletLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const inputs = fine();
    await validateProtoTripletLoss(...inputs);
    expect(await protoTripletLoss(...inputs).jsAsync()).toBeCloseTo(0.5, 5);
  });

  test.each([
    ["queries", 0, () => rowsOf([[NaN, 0, 0], [0, 0, 0]])], // prettier-ignore
    ["prototypes", 1, () => rowsOf([[Infinity, 0, 0], [0, 0, 0]])], // prettier-ignore
    ["labels", 2, () => classes(0, 2)],
    ["labels", 2, () => classes(-1, 0)],
  ] as const)("names %s (input %i)", async (argument, at, replacement) => {
    const inputs = fine();
    inputs[at] = replacement();
    await expect(validateProtoTripletLoss(...inputs)).rejects.toMatchObject({ argument });
  });
});
