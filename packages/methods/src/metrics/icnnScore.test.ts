import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { icnnParts, icnnScore, type IcnnOptions, validateIcnnScore } from "./index.ts";

const wave = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, i) => 2 * Math.sin(3.7 * i + 0.4 * i * i + seed));
const labelsOf12 = [0, 2, 1, 1, 0, 2, 0, 1, 2, 2, 0, 1];
const makeInputs = (seed: number): InputValues[] => [
  { shape: [12, 2], values: wave(24, seed) },
  { shape: [12], values: labelsOf12, kind: "int32" },
];
const classes = (labels: number[]) => np.array(Int32Array.from(labels));
const rowsOf = (rows: number[][], dtype: DType = DType.Float64) => np.array(rows, { dtype });

const fine = () => [np.ones([5, 2]), classes([0, 0, 1, 1, 1])] as [Array, Array];
const embedding = (make: () => Array) => () => icnnScore(make(), classes([0, 0, 1, 1, 1]));
const labelled = (make: () => Array) => () => icnnScore(np.ones([5, 2]), make());
const withOptions = (options: IcnnOptions) => () => icnnScore(...fine(), options);
const badCalls: BadCall[] = [
  { name: "embeddings of rank 1", call: embedding(() => np.ones([5])), argument: "embeddings" },
  {
    name: "three samples",
    call: () => icnnScore(np.ones([3, 2]), classes([0, 0, 1])),
    argument: "embeddings",
  },
  { name: "no samples", call: () => icnnScore(np.ones([0, 2]), classes([])), argument: "embeddings" },
  { name: "no dimensions", call: embedding(() => np.ones([5, 0])), argument: "embeddings" },
  {
    name: "integer embeddings",
    call: embedding(() => np.ones([5, 2]).astype(np.int32)),
    argument: "embeddings",
  },
  { name: "too few labels", call: labelled(() => classes([0, 1])), argument: "labels" },
  { name: "float labels", call: labelled(() => np.ones([5])), argument: "labels" },
  { name: "k = 0", call: withOptions({ k: 0 }), argument: "k" },
  { name: "half a neighbour", call: withOptions({ k: 1.5 }), argument: "k" },
  { name: "a window below k", call: withOptions({ k: 2, window: 1 }), argument: "window" },
  { name: "a window below the reduced k", call: withOptions({ k: 9, window: 2 }), argument: "window" },
  { name: "a window of all samples", call: withOptions({ k: 2, window: 5 }), argument: "window" },
];

const variants: IcnnOptions[] = [{}, { k: 1 }, { k: 2, window: 11 }, { k: 4, window: 4 }, { k: 30 }];
describe.each(variants)("%j", (options) => {
  const spec = {
    name: "icnnScore",
    apply: (embeddings?: Array, labels?: Array) => icnnScore(embeddings!, labels!, options),
    makeInputs,
    shape: [],
    differentiable: [0],
    batchInputs: [0, 1],
    badCalls: Object.keys(options).length === 0 ? badCalls : [],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);

  test("is what loops over sorted neighbours give", async () => {
    for (const seed of [0, 1, 2]) {
      const rows = globalThis.Array.from({ length: 12 }, (_, i) => [
        ...wave(24, seed).subarray(2 * i, 2 * i + 2),
      ]);
      const want = partsByLoops(rows, labelsOf12, options);
      const got = icnnParts(rowsOf(rows), classes(labelsOf12), options);
      for (const name of ["intra", "inter", "purity"] as const) {
        expect((await got[name].jsAsync()) as number, name).toBeCloseTo(want[name], 6);
      }
      const score = (await icnnScore(rowsOf(rows), classes(labelsOf12), options).jsAsync()) as number;
      expect(score).toBeCloseTo(((want.intra + want.inter) / 2 + want.purity) / 2, 6);
    }
  });
});

/** The definition, step by step. */
function partsByLoops(rows: number[][], labels: number[], options: IcnnOptions) {
  const n = rows.length;
  const { k: wanted = 4 } = options;
  const k = wanted + 2 >= n ? n - 2 : wanted;
  const { window = k + 1 } = options;
  const distance = (i: number, j: number) =>
    Math.sqrt(rows[i]!.reduce((sum, x, at) => sum + (x - rows[j]![at]!) ** 2, 1e-6));
  const neighbours = rows.map((_, i) =>
    rows
      .map((_, j) => ({ j, far: distance(i, j), same: labels[i] === labels[j] }))
      .filter(({ j }) => j !== i)
      .sort((a, b) => a.far - b.far || a.j - b.j)
      .slice(0, window),
  );
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const first = neighbours.map((row) => row.slice(0, k));
  const strangersOf = (row: (typeof first)[number]) => row.filter(({ same }) => !same);
  const farthest = Math.max(0, ...first.flatMap(strangersOf).map(({ far }) => far));
  const intra: number[] = [];
  const inter: number[] = [];
  for (const [i, row] of first.entries()) {
    const nearest = Math.min(...strangersOf(neighbours[i]!).map(({ far }) => far));
    const relative = row.map(({ far }) => far / (nearest + 1e-7));
    const scale = Math.max(1, ...relative);
    const friends = relative.filter((_, t) => row[t]!.same).map((value) => value / scale);
    const strangers = strangersOf(row).map(({ far }) => far / (farthest + 1e-7));
    if (friends.length) intra.push(sum(friends) / friends.length);
    if (strangers.length) inter.push(sum(strangers) / strangers.length);
  }
  return {
    intra: intra.length ? 1 - sum(intra) / intra.length : 1,
    inter: inter.length ? sum(inter) / inter.length : 1,
    purity: wanted + 2 >= n ? 1 : sum(first.map((row) => row.filter(({ same }) => same).length / k)) / n,
  };
}

const scoreOf = (rows: number[][], labels: number[], options: IcnnOptions = {}) =>
  icnnScore(rowsOf(rows), classes(labels), options).jsAsync() as Promise<number>;

describe("values", () => {
  const triangle = [
    [0, 0],
    [0.1, 0.02],
    [0.03, 0.1],
    [5, 0],
    [5.1, 0.03],
    [5, 0.13],
    [0, 5],
    [0.13, 5],
    [0.02, 5.1],
  ];
  const apart = [0, 0, 0, 1, 1, 1, 2, 2, 2];

  test("is 1 for a single class and where no stranger is in reach, with gradient 0", async () => {
    for (const labels of [apart.map(() => 7), apart]) {
      const options = { k: 2, window: 2 };
      expect(await scoreOf(triangle, labels, options)).toBe(1);
      const slope = grad((x: Array) => icnnScore(x, classes(labels), options))(rowsOf(triangle)) as Array;
      expect([...(await slope.data())].every((value) => value === 0)).toBe(true);
    }
  });

  test("is high for classes apart, and low for classes that are mixed", async () => {
    const mixed = [0, 1, 2, 0, 1, 2, 0, 1, 2];
    expect(await scoreOf(triangle, apart, { k: 2, window: 4 })).toBeGreaterThan(0.95);
    expect(await scoreOf(triangle, mixed, { k: 2, window: 4 })).toBeLessThan(0.6);
  });

  test("hardly depends on scale, and not on the place", async () => {
    const mixed = apart.map((label, i) => (i % 3 === 2 ? (label + 1) % 3 : label));
    const plain = await scoreOf(triangle, mixed);
    const moved = triangle.map((row) => row.map((x) => 50 * x + 7));
    expect(await scoreOf(moved, mixed)).toBeCloseTo(plain, 3);
  });

  test("orders duplicates by index, and leaves the sample itself out by index too", async () => {
    const rows = [[0], [0], [0], [0], [1], [1]];
    const labels = [0, 0, 1, 1, 0, 1];
    const want = partsByLoops(rows, labels, { k: 1, window: 2 });
    const got = icnnParts(rowsOf(rows, DType.Float32), classes(labels), { k: 1, window: 2 });
    expect(await got.purity.jsAsync()).toBeCloseTo(want.purity, 6);
    expect(await got.intra.jsAsync()).toBeCloseTo(want.intra, 5);
    expect(await got.inter.jsAsync()).toBeCloseTo(want.inter, 5);
    const slope = grad((x: Array) => icnnScore(x, classes(labels), { k: 1, window: 2 }))(
      rowsOf(rows),
    ) as Array;
    expect([...(await slope.data())].every(Number.isFinite)).toBe(true);
  });

  test("stays finite for extreme embeddings in float32, gradient included", async () => {
    for (const size of [1e-4, 1e4]) {
      const rows = wave(24, 1).map((x) => size * x);
      const make = () => np.array(Float32Array.from(rows)).reshape([12, 2]);
      const slope = grad((x: Array) => icnnScore(x, classes(labelsOf12)))(make()) as Array;
      expect([...(await slope.data())].every(Number.isFinite)).toBe(true);
      const score = (await icnnScore(make(), classes(labelsOf12)).jsAsync()) as number;
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
    }
  });
});

describe("validateIcnnScore", () => {
  test("accepts what is sound and keeps the arrays, names embeddings that are not finite", async () => {
    const inputs = fine();
    await validateIcnnScore(...inputs);
    await icnnScore(...inputs).data();
    const broken = rowsOf([[NaN], [0], [1], [2]]);
    await expect(validateIcnnScore(broken, classes([0, 0, 1, 1]))).rejects.toMatchObject({
      argument: "embeddings",
    });
  });
});
