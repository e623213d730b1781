import { type Array, DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, methodChecks } from "../testing/index.ts";
import { pairCosines } from "./pairCosines.ts";

const wave = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(2.3 * i + 0.2 * i * i + phase));
const rows = () => np.array([[2, 0], [0, 3], [1, 1]]); // prettier-ignore
const calling = (embeddings: () => Array, labels: () => Int32Array | Array) => () =>
  pairCosines(embeddings(), labels());
const classes = () => Int32Array.of(5, 7, 5);
const badCalls: BadCall[] = [
  { name: "a vector", call: calling(() => np.ones([3]), classes), argument: "embeddings" },
  { name: "no rows", call: calling(() => np.ones([0, 2]), classes), argument: "embeddings" },
  {
    name: "integers",
    call: calling(() => np.ones([3, 2], { dtype: DType.Int32 }), classes),
    argument: "embeddings",
  },
  { name: "a row of zeros", call: calling(() => np.zeros([3, 2]), classes), argument: "embeddings" },
  { name: "NaN", call: calling(() => rows().mul(NaN), classes), argument: "embeddings" },
  { name: "a label too few", call: calling(rows, () => Int32Array.of(0, 1)), argument: "labels" },
  { name: "float labels", call: calling(rows, () => np.zeros([3])), argument: "labels" },
];

describe("pairCosines", () => {
  const spec = {
    name: "pairCosines",
    apply: (embeddings?: Array, labels?: Array) => {
      const { dtype } = embeddings!;
      const { positives, negatives } = pairCosines(embeddings!, labels!);
      return np.array(Float64Array.from([...positives, ...negatives].sort())).astype(dtype);
    },
    makeInputs: (seed: number) => [
      { shape: [5, 3], values: wave(15, seed) },
      { shape: [5], values: [0, 1, 0, 2, 1], kind: "int32" as const },
    ],
    shape: [10],
    batchInputs: [0, 1],
    traceable: false,
    badCalls,
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

test("tells the pairs of one class from the others", () => {
  const { positives, negatives } = pairCosines(rows(), classes());
  expect(positives).toHaveLength(1);
  expect(positives[0]).toBeCloseTo(Math.SQRT1_2, 12);
  expect(negatives).toHaveLength(2);
  expect(negatives[0]).toBe(0);
  expect(negatives[1]).toBeCloseTo(Math.SQRT1_2, 12);
});

test("has no pairs in a set of one, and no negatives in one class", () => {
  const single = pairCosines(np.ones([1, 2]), Int32Array.of(3));
  expect([...single.positives, ...single.negatives]).toEqual([]);
  const { positives, negatives } = pairCosines(rows(), Int32Array.of(1, 1, 1));
  expect([positives.length, negatives.length]).toEqual([3, 0]);
});

test("does not mind very long and very short rows", () => {
  const { positives } = pairCosines(np.array([[1e30, 0], [1e-30, 1e-30]]), Int32Array.of(0, 0)); // prettier-ignore
  expect(positives[0]).toBeCloseTo(Math.SQRT1_2, 6);
});
