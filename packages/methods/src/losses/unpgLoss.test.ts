import { type Array, defaultDevice, grad, jit, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { unpgLoss, type UnpgOptions, validateUnpgLoss } from "./unpgLoss.ts";

const rows = (seed: number, n: number, d: number): InputValues => ({
  shape: [n, d],
  values: Float64Array.from({ length: n * d }, (_, i) => 2 * Math.sin(1 + 7.3 * i + 3.1 * seed + (i % d))),
});
const float64 = (values: number[][]) =>
  np.array(Float64Array.from(values.flat())).reshape([values.length, values[0]!.length]);
const int32 = (...values: number[]) => np.array(Int32Array.from(values));

interface Inputs {
  embeddings?: () => Array;
  labels?: () => Array;
  weight?: () => Array;
  options?: unknown;
}
const fine = { embeddings: () => np.ones([2, 3]), labels: () => int32(0, 1), weight: () => np.ones([4, 3]) };
const refused = (name: string, argument: string, change: Inputs): BadCall => ({
  name,
  argument,
  call: () => {
    const { embeddings, labels, weight, options } = { ...fine, ...change };
    return unpgLoss(embeddings(), labels(), weight(), options as UnpgOptions);
  },
});
const refusedOption = (argument: string, ...values: unknown[]) =>
  values.map((value) => refused(`${argument} ${value}`, argument, { options: { [argument]: value } }));
const refusedMagFace = (name: string, ...values: number[]) =>
  values.map((value) =>
    refused(`magface.${name} ${value}`, `magface.${name}`, {
      options: { head: "magface", magface: { [name]: value } },
    }),
  );
const badCalls = [
  refused("embeddings of rank 1", "embeddings", { embeddings: () => np.ones([3]) }),
  refused("an empty batch", "embeddings", { embeddings: () => np.ones([0, 3]), labels: () => int32() }),
  refused("integer embeddings", "embeddings", { embeddings: () => np.ones([2, 3]).astype(np.int32) }),
  refused("weights of another width", "weight", { weight: () => np.ones([4, 2]) }),
  refused("no classes", "weight", { weight: () => np.ones([0, 3]) }),
  refused("integer weights", "weight", { weight: () => np.ones([4, 3]).astype(np.int32) }),
  refused("a label too many", "labels", { labels: () => int32(0, 1, 1) }),
  refused("float labels", "labels", { labels: () => np.ones([2]) }),
  ...refusedOption("scale", 0, -1, NaN),
  ...refusedOption("margin", -0.1, Infinity),
  ...refusedOption("whisker", -0.1, NaN, "1.5"),
  ...refusedOption("head", "sphereface"),
  ...refusedOption("negativePairs", 1),
  ...refusedOption("reduction", "max"),
  ...refusedOption("magface", null, 3),
  ...refusedMagFace("lA", 0, -1, NaN),
  ...refusedMagFace("uA", 10, 1, Infinity),
  ...refusedMagFace("lMargin", -0.1),
  ...refusedMagFace("uMargin", NaN),
  ...refusedMagFace("lambdaG", -1),
];

const magface = { lMargin: 0.3, uMargin: 0.9, lA: 1, uA: 4, lambdaG: 2 };

describe("battery", () => {
  const variants: Record<string, UnpgOptions> = {
    "the defaults": {},
    "arcface, a tight whisker, summed": {
      head: "arcface",
      scale: 8,
      margin: 0.3,
      whisker: 0.1,
      reduction: "sum",
    },
    "magface, no filter": { head: "magface", scale: 4, magface, whisker: null },
    "magface, every loss": { head: "magface", scale: 10, magface, reduction: "none" },
    "cosface without pairs, every loss": { scale: 16, negativePairs: false, reduction: "none" },
    "cosface, whisker 0": { scale: 5, margin: 0, whisker: 0 },
  };
  for (const [name, options] of Object.entries(variants)) {
    const each = options.reduction === "none";
    describe(name, () => {
      const checks = methodChecks({
        name,
        apply: (embeddings, labels, weight) => unpgLoss(embeddings!, labels!, weight!, options),
        makeInputs: (seed) => [
          rows(seed, 7, 4),
          { shape: [7], values: [0, 2, 1, 1, 0, 2, 3], kind: "int32" },
          rows(seed + 9, 4, 4),
        ],
        shape: each ? [7] : [],
        differentiable: [0, 2],
        ...(each ? {} : { batchInputs: [0, 1] }),
        badCalls: name === "the defaults" ? badCalls : [],
      });
      for (const check of checks) test(check.name, check.run);
    });
  }
});

/** The formulas, pair by pair. */
function plainly(x: number[][], labels: number[], weight: number[][], options: UnpgOptions): number[] {
  const { head = "cosface", scale = 64, margin = 0.5, negativePairs = true, whisker = 1.5 } = options;
  const length = (row: number[]) => Math.hypot(...row);
  const cosine = (a: number[], b: number[]) =>
    a.reduce((sum, value, k) => sum + value * b[k]!, 0) / (length(a) * length(b));
  const pairs = x.flatMap((a, i) => x.slice(i + 1).flatMap((b, k) => (labels[i + 1 + k] === labels[i] ? [] : [cosine(a, b)]))); // prettier-ignore
  pairs.sort((a, b) => a - b);
  const [low, high] = [0.25, 0.75].map((part) => pairs[Math.floor(part * pairs.length)]!);
  const reach = whisker === null ? Infinity : whisker * (high! - low!);
  const kept = negativePairs ? pairs.filter((value) => value >= low! - reach && value <= high! + reach) : [];
  return x.map((row, i) => {
    const cosines = weight.map((w) => cosine(row, w));
    const own = cosines[labels[i]!]!;
    const clipped = Math.min(magface.uA, Math.max(magface.lA, length(row)));
    const byLength =
      magface.lMargin +
      ((magface.uMargin - magface.lMargin) * (clipped - magface.lA)) / (magface.uA - magface.lA);
    const target = {
      cosface: own - margin,
      arcface: Math.cos(Math.acos(own) + margin),
      magface: own > 0 ? Math.cos(Math.acos(own) + byLength) : own,
    }[head];
    const others = [...cosines.filter((_, j) => j !== labels[i]), ...kept];
    return Math.log(1 + others.reduce((sum, value) => sum + Math.exp(scale * (value - target)), 0));
  });
}

describe("values", () => {
  const batch = (size: number) =>
    globalThis.Array.from({ length: size }, (_, i) =>
      globalThis.Array.from(
        { length: 3 },
        (_, k) => (1 + (i % 5)) * Math.sin(2 + 3.1 * i + 5.3 * k * (i + 1)),
      ),
    );
  const weight = [[0.2, 1, -1], [1, 1, 1], [-2, 0.5, 0]]; // prettier-ignore
  const labelsFor = (size: number) => globalThis.Array.from({ length: size }, (_, i) => (i * i) % 3);
  const losses = (size: number, options: UnpgOptions) =>
    unpgLoss(float64(batch(size)), int32(...labelsFor(size)), float64(weight), {
      reduction: "none",
      magface,
      ...options,
    }).jsAsync() as Promise<number[]>;

  const heads = ["cosface", "arcface", "magface"] as const;
  test.each([1, 2, 3, 6, 9, 12])("are the formula's, batch of %d", async (size) => {
    for (const head of heads) {
      for (const whisker of [null, 0, 0.4, 1.5]) {
        const options = { head, whisker, scale: 6, margin: 0.4 };
        const want = plainly(batch(size), labelsFor(size), weight, options);
        (await losses(size, options)).forEach((loss, i) => expect(loss).toBeCloseTo(want[i]!, 4));
      }
    }
  });

  test.each([1, 2, 5, 8])("are the same from a program, batch of %d", async (size) => {
    const options = { scale: 6, whisker: 0.4 };
    const program = jit((x: Array, labels: Array, w: Array) => unpgLoss(x, labels, w, options));
    const inputs = () => [float64(batch(size)), int32(...labelsFor(size)), float64(weight)] as const;
    const want = await unpgLoss(...inputs(), options).jsAsync();
    expect(await program(...inputs()).jsAsync()).toBeCloseTo(want, 5);
    program.dispose();
  });

  test("without pairs, by option or by batch, the head stands alone", async () => {
    for (const head of heads) {
      const options = { head, scale: 3, negativePairs: false };
      const want = plainly(batch(6), labelsFor(6), weight, options);
      (await losses(6, options)).forEach((loss, i) => expect(loss).toBeCloseTo(want[i]!, 4));
      const ofOneClass = (negativePairs: boolean) =>
        unpgLoss(float64(batch(6)), int32(1, 1, 1, 1, 1, 1), float64(weight), {
          head,
          negativePairs,
        }).jsAsync() as Promise<number>;
      expect(await ofOneClass(true)).toBeCloseTo(await ofOneClass(false), 5);
    }
  });

  test("with one class alone the loss is 0", async () => {
    const loss = unpgLoss(float64([[1, 2]]), int32(0), float64([[-1, 3]]));
    expect(await loss.jsAsync()).toBeCloseTo(0, 6);
  });

  test("each unordered pair counts once", async () => {
    // Two embeddings at right angles to each other and to nothing else but their own weights.
    const eye = () => float64([[1, 0], [0, 1]]); // prettier-ignore
    const loss = await unpgLoss(eye(), int32(0, 1), eye(), { scale: 2, margin: 0 }).jsAsync();
    expect(loss).toBeCloseTo(Math.log(1 + 2 * Math.exp(-2)), 6);
  });

  test("the regulariser follows the reduction", async () => {
    const lengths = batch(6).map((row) => Math.min(4, Math.max(1, Math.hypot(...row))));
    const fines = lengths.map((a) => magface.lambdaG * (a / magface.uA ** 2 + 1 / a));
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const options = { head: "magface", scale: 6 } as const;
    const each = await losses(6, options);
    const total = sum(each) + sum(fines);
    expect(await losses(6, { ...options, reduction: "sum" })).toBeCloseTo(total, 3);
    expect(await losses(6, { ...options, reduction: "mean" })).toBeCloseTo(total / 6, 4);
  });

  test("the lengths of weights do not count, nor those of embeddings but for magface", async () => {
    for (const head of ["cosface", "arcface"] as const) {
      const scaled = (a: number, b: number) =>
        unpgLoss(float64(batch(5)).mul(a), int32(0, 1, 2, 0, 1), float64(weight).mul(b), {
          head,
          scale: 4,
        }).jsAsync() as Promise<number>;
      const want = await scaled(1, 1);
      for (const [a, b] of [[1e4, 1e-4], [1e18, 1e-18]] as const) expect(await scaled(a, b)).toBeCloseTo(want, 4); // prettier-ignore
    }
  });

  test("a scale of 1e4 and rows on their weights give finite values and gradients", async () => {
    for (const head of heads) {
      const total = (x: Array) =>
        unpgLoss(x, int32(0, 1, 2, 0), float64(weight), { head, scale: 1e4, magface });
      const x = () => float64([...weight, weight[0]!.map((value) => -value)]);
      expect(Number.isFinite(await total(x()).jsAsync())).toBe(true);
      expect([...(await grad(total)(x()).data())].every(Number.isFinite)).toBe(true);
    }
  });

  test("a row of zeros has a finite value and gradient", async () => {
    for (const head of heads) {
      const total = (x: Array) => unpgLoss(x, int32(0, 1), float64(weight), { head, scale: 2, magface });
      const x = () => float64([[0, 0, 0], [1, 2, 3]]); // prettier-ignore
      expect(Number.isFinite(await total(x()).jsAsync())).toBe(true);
      expect([...(await grad(total)(x()).data())].every(Number.isFinite)).toBe(true);
    }
  });
});

test("pairs pull on both of their embeddings, but filtered ones do not", async () => {
  const device = defaultDevice();
  defaultDevice("cpu");
  try {
    // A narrow fan of ten and one far away, each of its own class: the pairs of the last are outliers.
    const angles = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 3.5];
    const fan = angles.map((angle) => [Math.cos(angle), Math.sin(angle), 0]);
    const away = () => float64(angles.map((_, i) => [0, 0, (-1) ** i]));
    const slopes = (whisker: number | null) =>
      grad((x: Array) => unpgLoss(x, int32(...angles.keys()), away(), { scale: 0.1, margin: 0, whisker }))(
        float64(fan),
      ).jsAsync() as Promise<number[][]>;
    // Weights are at right angles to the plane of the fan, so that slopes within it come from pairs.
    const inPlane = (row: number[]) => Math.hypot(row[0]!, row[1]!);
    const [all, filtered] = [await slopes(null), await slopes(0.5)];
    expect(all.every((row) => inPlane(row) > 1e-6)).toBe(true);
    expect(inPlane(filtered[10]!)).toBeLessThan(1e-12);
    expect(filtered.slice(0, 10).some((row) => inPlane(row) > 1e-6)).toBe(true);
  } finally {
    defaultDevice(device);
  }
});

describe("validateUnpgLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [x, labels, weight] = [fine.embeddings(), fine.labels(), fine.weight()];
    await validateUnpgLoss(x, labels, weight);
    expect(Number.isFinite(await unpgLoss(x, labels, weight).jsAsync())).toBe(true);
  });

  test.each([
    ["labels out of range", "labels", { labels: () => int32(0, 4) }],
    ["embeddings that are not finite", "embeddings", { embeddings: () => float64([[1, NaN, 1], [1, 1, 1]]) }], // prettier-ignore
    ["a row of zeros", "embeddings", { embeddings: () => float64([[1, 1, 1], [0, 0, 0]]) }], // prettier-ignore
    ["a weight of zeros", "weight", { weight: () => np.zeros([4, 3]) }],
    ["an option out of range", "scale", { options: { scale: -1 } }],
  ])("names %s", async (_, argument, change: Inputs) => {
    const { embeddings, labels, weight, options } = { ...fine, ...change } as Required<Inputs>;
    await expect(
      validateUnpgLoss(embeddings(), labels(), weight(), options as UnpgOptions),
    ).rejects.toMatchObject({ argument });
  });
});
