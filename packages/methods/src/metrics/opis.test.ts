import { type Array, DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, methodChecks } from "../testing/index.ts";
import { opis, type OpisOptions } from "./opis.ts";

const wave = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(2.3 * i + 0.2 * i * i + phase));
const rows = () => np.array([[1, 0], [1, 0.1], [0, 1]]); // prettier-ignore
const classes = () => Int32Array.of(0, 0, 1);
const calling = (embeddings: () => Array, labels: () => Int32Array | Array, options?: OpisOptions) => () =>
  opis(embeddings(), labels(), options);
const withOptions = (options: OpisOptions) => calling(rows, classes, options);
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
  {
    name: "one class, without negatives",
    call: calling(rows, () => Int32Array.of(4, 4, 4)),
    argument: "labels",
  },
  { name: "no positive pair", call: calling(rows, () => Int32Array.of(0, 1, 2)), argument: "labels" },
  { name: "a rate of 0", call: withOptions({ farMin: 0 }), argument: "farMin" },
  { name: "rates that do not increase", call: withOptions({ farMin: 0.1 }), argument: "farMin" },
  { name: "a rate of 1", call: withOptions({ farMax: 1 }), argument: "farMax" },
  { name: "one step", call: withOptions({ steps: 1 }), argument: "steps" },
  { name: "a fraction of steps", call: withOptions({ steps: 2.5 }), argument: "steps" },
  { name: "a range that does not increase", call: withOptions({ range: [1, 1] }), argument: "range" },
  { name: "a range of NaN", call: withOptions({ range: [NaN, 1] }), argument: "range" },
  { name: "a number for the range", call: withOptions({ range: 1 as never }), argument: "range" },
];

describe.each<OpisOptions>([{ steps: 7 }, { farMin: 0.1, farMax: 0.6 }, { range: [0.3, 1.2] }])(
  "%j",
  (options) => {
    const spec = {
      name: "opis",
      apply: (embeddings?: Array, labels?: Array) => {
        const { dtype } = embeddings!;
        const { value, meanUtility, dMin, classScore } = opis(embeddings!, labels!, options);
        return np.array(Float64Array.of(value, meanUtility, dMin, ...classScore)).astype(dtype);
      },
      makeInputs: (seed: number) => [
        { shape: [9, 3], values: wave(27, seed) },
        { shape: [9], values: [0, 1, 0, 2, 1, 2, 1, 3, 0], kind: "int32" as const },
      ],
      shape: [6],
      batchInputs: [0, 1],
      traceable: false,
      badCalls: options.steps ? badCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  },
);

/** Unit vectors at angles in degrees. */
const at = (...degrees: number[]) => {
  const radians = degrees.map((angle) => (angle * Math.PI) / 180);
  return np.array(Float64Array.from(radians.flatMap((a) => [Math.cos(a), Math.sin(a)]))).reshape([-1, 2]);
};
const chord = (degrees: number) => 2 * Math.sin((degrees * Math.PI) / 360);

describe("values", () => {
  test("of two classes, by hand", () => {
    // A tight class at 0 and 2 degrees, a wide one at 90 and 130; the thresholds accept 10 and 60 degrees.
    const labels = Int32Array.of(7, 7, 3, 3);
    const options: OpisOptions = { range: [chord(10), chord(60)], steps: 2 };
    const { utility, value, classScore, meanUtility, thresholds } = opis(at(0, 2, 90, 130), labels, options);
    expect([...thresholds]).toEqual(options.range);
    // Label 3 comes first: sensitivity 0, then 1; no negative is ever accepted.
    expect(utility).toEqual([[0, 1], [1, 1]]); // prettier-ignore
    expect([value, meanUtility]).toEqual([0.125, 0.75]);
    expect(classScore).toEqual([0.125, 0.125]);
  });

  test("give 0 to what neither accepts a positive nor rejects a negative", () => {
    // The class of 0 and 180 degrees has its one positive farthest of all pairs.
    const { utility } = opis(at(0, 180, 90, 91), Int32Array.of(0, 0, 1, 1), { range: [1.5, 1.6], steps: 2 });
    expect(utility[0]).toEqual([0, 0]);
    expect(utility[1]).toEqual([0, 0]);
  });

  test("leave out classes without a positive pair, whose negatives count nevertheless", () => {
    const options: OpisOptions = { range: [chord(5), chord(20)], steps: 2 };
    const { utility } = opis(at(0, 1, 15), Int32Array.of(2, 2, 9), options);
    // Both negatives of the class are 15 and 14 degrees long: accepted at the second threshold.
    expect(utility).toEqual([[1, 0]]);
  });

  test("are 0 for classes alike, and where all thresholds coincide", () => {
    const alike = opis(at(0, 10, 120, 130, 240, 250), Int32Array.of(0, 0, 1, 1, 2, 2), {
      range: [chord(5), chord(100)],
    });
    expect(alike.value).toBeCloseTo(0, 12);
    expect(alike.meanUtility).toBeGreaterThan(0.9);
    const copies = at(0, 0, 90, 90);
    const { dMin, dMax, value, utility } = opis(copies, Int32Array.of(0, 0, 1, 1));
    expect(dMin).toBe(dMax);
    expect(value).toBe(0);
    expect(utility[0]).toHaveLength(101);
  });

  test("do not depend on lengths or on the names of classes", () => {
    const z = () => np.array(wave(36, 1)).reshape([12, 3]);
    const lengths = np.array([1, 2, 4, 0.5, 8, 1, 1, 2, 4, 0.25, 1, 1]).reshape([12, 1]);
    const labels = Int32Array.from({ length: 12 }, (_, i) => i % 3);
    const renamed = labels.map((label) => 100 * label - 50);
    expect(opis(z().mul(lengths), renamed).value).toBeCloseTo(opis(z(), labels).value, 12);
  });
});

test("the ends of the calibration range are negative distances at the two rates", () => {
  const labels = Int32Array.from({ length: 20 }, (_, i) => i % 4);
  const values = wave(80, 2);
  const options = { farMin: 0.08, farMax: 0.29, steps: 5 };
  const { dMin, dMax, thresholds } = opis(np.array(values).reshape([20, 4]), labels, options);
  const unit = (i: number) => {
    const row = [...values.subarray(4 * i, 4 * i + 4)];
    return row.map((x) => x / Math.hypot(...row));
  };
  const distances = [...labels.keys()].flatMap((i) =>
    [...labels.keys()]
      .filter((j) => j > i && labels[j] !== labels[i])
      .map((j) => Math.hypot(...unit(i).map((x, k) => x - unit(j)[k]!))),
  );
  const ascending = distances.sort((a, b) => a - b);
  expect(ascending).toHaveLength(150);
  // 0.08 · 150 = 12, and 0.29 · 150 = 43.5.
  expect(dMin).toBeCloseTo(ascending[11]!, 10);
  expect(dMax).toBeCloseTo(ascending[42]!, 10);
  expect([thresholds[0], thresholds[4]]).toEqual([dMin, dMax]);
  expect(thresholds[2]).toBeCloseTo((dMin + dMax) / 2, 12);
});

test("agrees with the definitions, threshold by threshold", () => {
  const labels = Int32Array.of(0, 0, 0, 1, 1, 2, 2, 2, 2, 3);
  const n = labels.length;
  const z = np.array(wave(3 * n, 5)).reshape([n, 3]);
  const result = opis(z.ref, labels, { farMin: 0.2, farMax: 0.7, steps: 9 });
  const raw = z.dataSync();
  const unit = (i: number) => {
    const row = [...raw.subarray(3 * i, 3 * i + 3)];
    return row.map((x) => x / Math.hypot(...row));
  };
  const distance = (i: number, j: number) => Math.hypot(...unit(i).map((x, k) => x - unit(j)[k]!));
  const share = (list: boolean[]) => list.filter(Boolean).length / list.length;
  const others = [...labels.keys()];
  // Clear of the ends, where another way to compute the same distance may fall on the other side.
  for (let t = 1; t < 8; t++) {
    const d = result.thresholds[t]!;
    const expected = [0, 1, 2].map((c) => {
      const own = others.filter((i) => labels[i] === c);
      const phi = share(own.flatMap((i) => own.filter((j) => j > i).map((j) => distance(i, j) <= d)));
      const psi = share(
        own.flatMap((i) => others.filter((j) => labels[j] !== c).map((j) => distance(i, j) > d)),
      );
      return (2 * phi * psi) / (phi + psi || 1);
    });
    result.utility.forEach((utility, c) => expect(utility[t]).toBeCloseTo(expected[c]!, 12));
  }
});

test("a call that is refused keeps the arrays", () => {
  const [z, labels] = [rows(), np.array(Int32Array.of(0, 1, 2))];
  expect(() => opis(z, labels)).toThrow();
  expect(z.dataSync()).toHaveLength(6);
  expect(labels.dataSync()).toHaveLength(3);
});
