import { type Array, DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, methodChecks } from "../testing/index.ts";
import { recallAtK } from "./recallAtK.ts";

const wave = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(2.3 * i + 0.2 * i * i + phase));
const rows = () => np.array([[1, 0], [1, 0.1], [0, 1]]); // prettier-ignore
const classes = () => Int32Array.of(0, 1, 0);
const calling =
  (embeddings: () => Array, labels: () => Int32Array | Array, k: number[] = [1]) =>
  () =>
    recallAtK(embeddings(), labels(), { k });
const badCalls: BadCall[] = [
  { name: "a vector", call: calling(() => np.ones([3]), classes), argument: "embeddings" },
  { name: "no rows", call: calling(() => np.ones([0, 2]), classes), argument: "embeddings" },
  {
    name: "integers",
    call: calling(() => np.ones([3, 2], { dtype: DType.Int32 }), classes),
    argument: "embeddings",
  },
  { name: "a row of zeros", call: calling(() => np.zeros([3, 2]), classes), argument: "embeddings" },
  { name: "infinity", call: calling(() => rows().mul(Infinity), classes), argument: "embeddings" },
  { name: "a label too few", call: calling(rows, () => Int32Array.of(0, 1)), argument: "labels" },
  { name: "float labels", call: calling(rows, () => np.zeros([3])), argument: "labels" },
  { name: "k = 0", call: calling(rows, classes, [0]), argument: "k" },
  { name: "k as large as the set", call: calling(rows, classes, [1, 3]), argument: "k" },
  { name: "a fraction", call: calling(rows, classes, [1.5]), argument: "k" },
  { name: "a number for the list", call: calling(rows, classes, 1 as never), argument: "k" },
  {
    name: "a single example, which has no neighbour",
    call: calling(
      () => np.ones([1, 2]),
      () => Int32Array.of(0),
    ),
    argument: "k",
  },
];

describe("recallAtK", () => {
  const spec = {
    name: "recallAtK",
    apply: (embeddings?: Array, labels?: Array) => {
      const { dtype } = embeddings!;
      return np.array(Float64Array.from(recallAtK(embeddings!, labels!, { k: [1, 2, 5] }))).astype(dtype);
    },
    makeInputs: (seed: number) => [
      { shape: [8, 3], values: wave(24, seed) },
      { shape: [8], values: [0, 1, 0, 2, 1, 2, 1, 3], kind: "int32" as const },
    ],
    shape: [3],
    batchInputs: [0, 1],
    traceable: false,
    badCalls,
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

test("looks at the nearest others by cosine", () => {
  expect(recallAtK(rows(), classes(), { k: [1, 2] })).toEqual([0, 2 / 3]);
  expect(recallAtK(rows(), Int32Array.of(0, 0, 1), { k: [2, 1] })).toEqual([2 / 3, 2 / 3]);
});

test("grows with k, up to the share that is not alone in its class", () => {
  const embeddings = np.array(wave(60, 1)).reshape([20, 3]);
  const labels = Int32Array.from({ length: 20 }, (_, i) => (i === 7 ? 99 : i % 4));
  const k = globalThis.Array.from({ length: 19 }, (_, i) => i + 1);
  const shares = recallAtK(embeddings, labels, { k });
  shares.slice(1).forEach((share, i) => expect(share).toBeGreaterThanOrEqual(shares[i]!));
  expect(shares.at(-1)).toBeCloseTo(19 / 20, 12);
});

test("gives a tie to the lower index", () => {
  const copies = () => np.array([[1, 0], [1, 0], [1, 0]]); // prettier-ignore
  // The first example's own class comes second among equals, that of the last comes first.
  expect(recallAtK(copies(), Int32Array.of(0, 1, 0), { k: [1] })).toEqual([1 / 3]);
});

test("agrees with sorting all similarities", () => {
  const [count, width] = [30, 4];
  const values = wave(count * width, 2);
  const row = (i: number) => values.subarray(i * width, (i + 1) * width);
  const cosine = (i: number, j: number) =>
    row(i).reduce((sum, x, d) => sum + x * row(j)[d]!, 0) / (Math.hypot(...row(i)) * Math.hypot(...row(j)));
  const labels = Int32Array.from({ length: count }, (_, i) => (i * i) % 7);
  const others = (i: number) => [...labels.keys()].filter((j) => j !== i);
  const hits = [...labels.keys()].filter((i) =>
    others(i)
      .sort((a, b) => cosine(i, b) - cosine(i, a))
      .slice(0, 3)
      .some((j) => labels[j] === labels[i]),
  );
  expect(recallAtK(np.array(values).reshape([count, width]), labels, { k: [3] })).toEqual([
    hits.length / count,
  ]);
});
