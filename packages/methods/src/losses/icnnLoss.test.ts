import { type Array, numpy as np, valueAndGrad } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { icnnScore } from "../metrics/index.ts";
import { type InputValues, methodChecks } from "../testing/index.ts";
import { icnnLoss, type IcnnOptions, validateIcnnLoss } from "./index.ts";

const wave = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, i) => 2 * Math.sin(3.7 * i + 0.4 * i * i + seed));
const labels = [0, 2, 1, 1, 0, 2, 0, 1, 2, 2, 0, 1];
const makeInputs = (seed: number): InputValues[] => [
  { shape: [12, 2], values: wave(24, seed) },
  { shape: [12], values: labels, kind: "int32" },
];
const classes = (values: number[] = labels) => np.array(Int32Array.from(values));
const points = (seed = 1) => np.array(wave(24, seed)).reshape([12, 2]);

describe.each<IcnnOptions>([{}, { k: 3, window: 8 }, { k: 10 }])("%j", (options) => {
  const spec = {
    name: "icnnLoss",
    apply: (embeddings?: Array, given?: Array) => icnnLoss(embeddings!, given!, options),
    makeInputs,
    shape: [],
    differentiable: [0],
    batchInputs: [0, 1],
    badCalls: [
      { name: "k = 0", call: () => icnnLoss(points(), classes(), { k: 0 }), argument: "k" },
      {
        name: "three samples",
        call: () => icnnLoss(np.ones([3, 2]), classes([0, 0, 1])),
        argument: "embeddings",
      },
      { name: "a label missing", call: () => icnnLoss(points(), classes([0, 1])), argument: "labels" },
      {
        name: "a window of all samples",
        call: () => icnnLoss(points(), classes(), { window: 12 }),
        argument: "window",
      },
    ],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);

  test("is minus the logarithm of the score", async () => {
    const score = (await icnnScore(points(), classes(), options).jsAsync()) as number;
    expect(await icnnLoss(points(), classes(), options).jsAsync()).toBeCloseTo(-Math.log(score), 6);
  });
});

test("a single class costs nothing", async () => {
  const one = classes(labels.map(() => 3));
  expect(Math.abs((await icnnLoss(points(), one).jsAsync()) as number)).toBe(0);
});

test("going down its gradient tightens classes", async () => {
  let x = points();
  const losses: number[] = [];
  for (let step = 0; step < 60; step++) {
    const slopeAt = valueAndGrad((z: Array) => icnnLoss(z, classes(), { k: 3, window: 8 }));
    const [loss, slope] = slopeAt(x.ref) as [Array, Array];
    losses.push((await loss.jsAsync()) as number);
    x = x.sub(slope.mul(0.5));
  }
  x.dispose();
  expect(losses.at(-1)).toBeLessThan(0.8 * losses[0]!);
});

test("validateIcnnLoss keeps sound arrays and names embeddings that are not finite", async () => {
  const [x, y] = [points(), classes()];
  await validateIcnnLoss(x, y);
  expect(Number.isFinite(await icnnLoss(x, y).jsAsync())).toBe(true);
  const broken = np.array([[Infinity], [0], [1], [2]]);
  await expect(validateIcnnLoss(broken, classes([0, 0, 1, 1]))).rejects.toMatchObject({
    argument: "embeddings",
  });
});
