import { type Array, DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, methodChecks } from "../testing/index.ts";
import { utilization } from "./utilization.ts";

const wave = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(2.3 * i + 0.2 * i * i + phase));
const queries = () => np.array([[1, 0], [0, 2]]); // prettier-ignore
const references = () => np.array([[3, 0], [1, 1], [0, -1]]); // prettier-ignore
const calling = (q: () => Array, x: () => Array) => () => utilization(q(), x());
const badCalls: BadCall[] = [
  { name: "a vector", call: calling(() => np.ones([2]), references), argument: "queries" },
  { name: "no queries", call: calling(() => np.ones([0, 2]), references), argument: "queries" },
  { name: "no references", call: calling(queries, () => np.ones([0, 2])), argument: "references" },
  { name: "another width", call: calling(queries, () => np.ones([2, 3])), argument: "references" },
  {
    name: "integers",
    call: calling(() => np.ones([2, 2], { dtype: DType.Int32 }), references),
    argument: "queries",
  },
  { name: "a row of zeros", call: calling(queries, () => np.zeros([1, 2])), argument: "references" },
  { name: "NaN", call: calling(() => np.array([[NaN, 1]]), references), argument: "queries" },
  {
    name: "a text for a switch",
    call: () => utilization(queries(), references(), { normalize: "no" as never }),
    argument: "normalize",
  },
];

describe("utilization", () => {
  const spec = {
    name: "utilization",
    apply: (q?: Array, x?: Array) => {
      const { dtype } = q!;
      return np
        .array(Float64Array.of(utilization(q!, x!)))
        .reshape([])
        .astype(dtype);
    },
    makeInputs: (seed: number) => [
      { shape: [4, 3], values: wave(12, seed) },
      { shape: [5, 3], values: wave(15, seed + 1) },
    ],
    shape: [],
    batchInputs: [0],
    traceable: false,
    badCalls,
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

test("averages squared distances to the nearest reference", () => {
  const nearest = (2 - Math.SQRT2) / 2;
  expect(utilization(queries(), references())).toBeCloseTo(nearest, 6);
  expect(utilization(queries(), references(), { normalize: false })).toBeCloseTo((1 + 2) / 2, 6);
});

test("is 0 where every query is a reference, and does not feel lengths", () => {
  expect(utilization(queries(), queries().mul(4))).toBe(0);
});

test("takes one query, one reference, and rows of any size", () => {
  expect(utilization(np.array([[1e30, 0]]), np.array([[0, 1e-30]]))).toBeCloseTo(2, 6);
});

test("a refused call leaves the arrays alive", () => {
  const [good, zeros] = [queries(), np.zeros([1, 2])];
  expect(() => utilization(good, zeros)).toThrow("references");
  expect(utilization(good, zeros, { normalize: false })).toBeCloseTo(2.5, 6);
});
