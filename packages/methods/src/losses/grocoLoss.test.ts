import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { grocoLoss, type GrocoOptions, validateGrocoLoss } from "./grocoLoss.ts";
import { sortingLayers } from "./sortingLayers.ts";

const rows = (seed: number, shape: number[]): InputValues => ({
  shape,
  values: Float64Array.from(
    { length: shape.reduce((a, b) => a * b, 1) },
    (_, i) => 2 * Math.sin(1 + 7.3 * i + 3.1 * seed + (i % 3) + 0.01 * i * i),
  ),
});
const views = (seed: number, shape: number[]) =>
  np.array(Float64Array.from(rows(seed, shape).values)).reshape(shape);

const refused: [string, () => Array, GrocoOptions, string][] = [
  ["views of rank 2", () => np.ones([3, 4]), { topK: 1 }, "views"],
  ["one view", () => np.ones([1, 4, 2]), { topK: 1 }, "views"],
  ["a batch of one", () => np.ones([2, 1, 2]), {}, "views"],
  ["an empty batch", () => np.ones([2, 0, 2]), {}, "views"],
  ["integers", () => np.ones([2, 3, 2]).astype(np.int32), { topK: 1 }, "views"],
  ["more negatives than there are", () => np.ones([2, 4, 2]), { topK: 4 }, "topK"],
  ["ten negatives, the default, of nine", () => np.ones([2, 10, 2]), {}, "topK"],
  ["no negatives", () => np.ones([2, 4, 2]), { topK: 0 }, "topK"],
  ["a steepness of 0", () => np.ones([2, 4, 2]), { topK: 2, steepness: 0 }, "steepness"],
  ["a text for a switch", () => np.ones([2, 4, 2]), { topK: 2, stopGradient: "no" as never }, "stopGradient"],
  ["chunks of no rows", () => np.ones([2, 4, 2]), { topK: 2, chunkSize: 0 }, "chunkSize"],
  ["one positive view", () => np.ones([2, 4, 2]), { topK: 2, positiveViews: 1 }, "positiveViews"],
  [
    "more positive views than views",
    () => np.ones([2, 4, 2]),
    { topK: 2, positiveViews: 3 },
    "positiveViews",
  ],
];
const badCalls = refused.map(([name, make, options, argument]): BadCall => ({
  name,
  call: () => grocoLoss(make(), options),
  argument,
}));

const variants: Record<string, { shape: number[]; options: GrocoOptions }> = {
  "two views": { shape: [2, 4, 3], options: { topK: 2, stopGradient: false } },
  "three views, steep": { shape: [3, 4, 3], options: { topK: 3, steepness: 8, stopGradient: false } },
  "in chunks": { shape: [2, 5, 3], options: { topK: 2, stopGradient: false, chunkSize: 2 } },
  "two of three views for positives": {
    shape: [3, 4, 3],
    options: { topK: 1, positiveViews: 2, stopGradient: false },
  },
};
for (const [name, { shape, options }] of Object.entries(variants)) {
  describe(name, () => {
    const checks = methodChecks({
      name,
      apply: (x) => grocoLoss(x!, options),
      makeInputs: (seed) => [rows(seed, shape)],
      shape: [],
      differentiable: [0],
      gradientTolerance: 1e-5,
      badCalls,
    });
    for (const check of checks) test(check.name, check.run);
  });
}

test("in chunks of any size is the same loss with the same gradient", async () => {
  const evaluate = async (options: GrocoOptions) => {
    const loss = (x: Array) => grocoLoss(x, { topK: 3, ...options });
    const gradient = (await grad(loss)(views(2, [3, 7, 4])).jsAsync()) as number[][][];
    return [(await loss(views(2, [3, 7, 4])).jsAsync()) as number, ...gradient.flat(2)];
  };
  const whole = await evaluate({});
  for (const chunkSize of [1, 3, 7, 50]) {
    const chunked = await evaluate({ chunkSize });
    chunked.forEach((value, at) => expect(value).toBeCloseTo(whole[at]!, 5));
  }
});

describe("with stopped gradients", () => {
  const checks = methodChecks({
    name: "stopped",
    apply: (x) => grocoLoss(x!, { topK: 2 }),
    makeInputs: (seed) => [rows(seed, [2, 4, 3])],
    shape: [],
  });
  for (const check of checks) test(check.name, check.run);

  test("moves every row as an anchor alone", async () => {
    const { values } = rows(1, [2, 4, 3]);
    const at = (view: number, row: number) => [
      ...Float64Array.from(values)
        .slice((view * 4 + row) * 3)
        .slice(0, 3),
    ];
    const lossOf = (anchor: number[], view: number, row: number) => {
      const negatives = [0, 1, 2, 3].filter((j) => j !== row).map((j) => cosine(anchor, at(view, j)));
      return plainOrderingLoss(negatives, [cosine(anchor, at(1 - view, row))], 2);
    };
    const gradient: number[][][] = await (
      grad((z: Array) => grocoLoss(z, { topK: 3, steepness: 2 }))(views(1, [2, 4, 3])) as Array
    ).jsAsync();
    for (const [view, row, axis] of [
      [0, 0, 0],
      [1, 2, 2],
      [1, 3, 1],
    ] as const) {
      const step = 1e-5;
      const moved = (by: number) => at(view, row).map((x, i) => (i === axis ? x + by : x));
      const slope = (lossOf(moved(step), view, row) - lossOf(moved(-step), view, row)) / (2 * step);
      expect(gradient[view]![row]![axis]! * 8).toBeCloseTo(slope, 5);
    }
  });
});

const length = (a: number[]) => Math.hypot(...a);
const cosine = (a: number[], b: number[]) =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0) / (length(a) * length(b));

/** The loss of one anchor on plain numbers, with the whole matrix of the network. */
function plainOrderingLoss(negatives: number[], positives: number[], steepness: number): number {
  const ascending = (values: number[]) => values.toSorted((a, b) => a - b);
  const wires = [...ascending(negatives), ...ascending(positives)];
  const items = wires.map((_, item) => wires.map((_, wire) => Number(item === wire)));
  for (const [i, j] of sortingLayers(wires.length, "oddEven").flat() as [number, number][]) {
    const alpha = Math.atan(steepness * (wires[j]! - wires[i]!)) / Math.PI + 0.5;
    for (const row of [wires, ...items]) {
      [row[i], row[j]] = [alpha * row[i]! + (1 - alpha) * row[j]!, (1 - alpha) * row[i]! + alpha * row[j]!];
    }
  }
  const losses = items.map((row, item) => {
    const p = row.slice(negatives.length).reduce((sum, x) => sum + x, 0);
    return -Math.log(item >= negatives.length ? p : 1 - p);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

test("is the mean over anchors of what the network says of their nearest negatives and their positives", async () => {
  const [V, n, topK, positiveViews] = [4, 6, 3, 3];
  const { values } = rows(2, [V, n, 3]);
  const at = (view: number, row: number) => [
    ...Float64Array.from(values)
      .slice((view * n + row) * 3)
      .slice(0, 3),
  ];
  const numbers = (count: number) => globalThis.Array.from({ length: count }, (_, i) => i);
  const losses = numbers(V).flatMap((view) =>
    numbers(n).map((row) => {
      const others = numbers(n).filter((j) => j !== row);
      const negatives = others.map((j) => cosine(at(view, row), at(view, j))).sort((a, b) => b - a);
      const positives = numbers(positiveViews).filter((w) => w !== view);
      const cosines = positives.map((w) => cosine(at(view, row), at(w, row)));
      return plainOrderingLoss(negatives.slice(0, topK), cosines, 4);
    }),
  );
  const expected = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const options = { topK, positiveViews, steepness: 4 };
  expect(await grocoLoss(views(2, [V, n, 3]), options).jsAsync()).toBeCloseTo(expected, 6);
  const open = grocoLoss(views(2, [V, n, 3]), { ...options, stopGradient: false });
  expect(await open.jsAsync()).toBeCloseTo(expected, 6);
});

test("of a perfect order, and of similarities that are all equal", async () => {
  const equal = np.ones([2, 11, 2]);
  expect(await grocoLoss(equal).jsAsync()).toBeCloseTo(0.202, 3);
  const opposite = globalThis.Array.from({ length: 10 }, () => -1);
  expect(plainOrderingLoss(opposite, [1], 1)).toBeCloseTo(0.147, 3);
});

test("does not depend on the order of the batch, nor on the length of the rows", async () => {
  const loss = await grocoLoss(views(1, [3, 5, 3]), { topK: 2 }).jsAsync();
  const turned = np.roll(views(1, [3, 5, 3]), 2, 1);
  expect(await grocoLoss(turned, { topK: 2 }).jsAsync()).toBeCloseTo(loss, 6);
  expect(await grocoLoss(views(1, [3, 5, 3]).mul(7), { topK: 2 }).jsAsync()).toBeCloseTo(loss, 6);
  expect(await grocoLoss(np.flip(views(1, [3, 5, 3]), [0]), { topK: 2 }).jsAsync()).toBeCloseTo(loss, 6);
});

test("an order that rounding loses costs no more than 100 for each item, with a finite gradient", async () => {
  const x = () => np.array([[[1, 0], [-1, 0]], [[-1, 0], [1, 0]]]); // prettier-ignore
  for (const steepness of [1e4, 1e8]) {
    const loss = await grocoLoss(x(), { topK: 1, steepness }).jsAsync();
    expect(loss).toBeLessThanOrEqual(100);
    const gradient: number[][][] = await (
      grad((z: Array) => grocoLoss(z, { topK: 1, steepness }))(x()) as Array
    ).jsAsync();
    expect(gradient.flat(2).every(Number.isFinite)).toBe(true);
  }
});

test("a row of zeros and huge rows stay finite", async () => {
  const x = () => np.array([[[0, 0], [1e4, -1e4], [1, 1]], [[1e-4, 0], [0, 0], [-1e4, 1e4]]]); // prettier-ignore
  const gradient: number[][][] = await (
    grad((z: Array) => grocoLoss(z, { topK: 2 }))(x()) as Array
  ).jsAsync();
  expect(gradient.flat(2).every(Number.isFinite)).toBe(true);
});

test("takes ten negatives, steepness 1, stopped gradients and all views as positives unless told", async () => {
  const loss = await grocoLoss(views(2, [3, 12, 4])).jsAsync();
  const spelled = { topK: 10, steepness: 1, stopGradient: true, positiveViews: 3 };
  expect(await grocoLoss(views(2, [3, 12, 4]), spelled).jsAsync()).toBe(loss);
});

describe("validateGrocoLoss", () => {
  const cases: [string, () => Array][] = [
    ["whatever the loss refuses", () => np.ones([2, 3])],
    [
      "infinite values",
      () =>
        np.array([
          [[1], [2]],
          [[Infinity], [1]],
        ]),
    ],
    [
      "a row of zeros",
      () =>
        np.array([
          [[1], [2]],
          [[0], [1]],
        ]),
    ],
  ];
  test.each(cases)("refuses %s", async (_name, make) => {
    await expect(validateGrocoLoss(make(), { topK: 1 })).rejects.toMatchObject({ argument: "views" });
  });

  test("borrows what it accepts", async () => {
    const x = views(1, [2, 3, 2]);
    await validateGrocoLoss(x, { topK: 1 });
    expect(await grocoLoss(x, { topK: 1 }).jsAsync()).toBeGreaterThan(0);
  });
});
