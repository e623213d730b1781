import { type Array, grad, jit, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, leakedBuffers, methodChecks } from "../testing/index.ts";
import {
  validateWassersteinAscent,
  wassersteinAscent,
  type WassersteinAscentOptions,
} from "./wassersteinAscent.ts";

const [rows, columns] = [4, 3];
const makeInputs = (seed: number): InputValues[] => [
  {
    shape: [rows, columns],
    values: globalThis.Array.from({ length: 12 }, (_, i) => Math.sin(2 * i * i + seed)),
  },
];
const options: WassersteinAscentOptions = { gamma: 1, steps: 5, stepSize: 0.2 };
const concave = (z: Array) => np.cos(z).sum(1);
const badCall = (
  name: string,
  argument: string,
  other: Partial<WassersteinAscentOptions>,
  x: () => Array = () => np.ones([rows, columns]),
  lossFn = concave,
): BadCall => ({ name, argument, call: () => wassersteinAscent(lossFn, x(), { ...options, ...other }) });
const badCalls = [
  badCall("a vector", "x", {}, () => np.ones([3])),
  badCall("no points", "x", {}, () => np.zeros([0, 3])),
  badCall("integers", "x", {}, () => np.ones([2, 3]).astype(np.int32)),
  badCall("a negative price", "gamma", { gamma: -1 }),
  badCall("a step of 0", "stepSize", { stepSize: 0 }),
  badCall("half a step", "steps", { steps: 2.5 }),
  badCall("steps back", "steps", { steps: -1 }),
  badCall("one loss for all points", "lossFn", {}, undefined, (z) => z.sum()),
  badCall("one loss for all points, without steps", "lossFn", { steps: 0 }, undefined, (z) => z.sum()),
];

for (const part of ["z", "value"] as const) {
  describe(part, () => {
    const apply = (x?: Array) => {
      const found = wassersteinAscent(concave, x!, options);
      found[part === "z" ? "value" : "z"].dispose();
      return found[part];
    };
    const spec = { name: "wassersteinAscent", apply, makeInputs, badCalls: part === "z" ? badCalls : [] };
    for (const check of methodChecks({ ...spec, shape: part === "z" ? [rows, columns] : [rows] })) {
      test(check.name, check.run);
    }
  });
}

const slope = [0.5, -1];
const linear = (z: Array) => np.matmul(z, np.array(slope));
const start = [[1, 2], [-3, 0.5]]; // prettier-ignore

describe("the ascent", () => {
  test("finds the supremum of a linear loss, slope / 2γ away", async () => {
    const gamma = 0.8;
    const { z, value } = wassersteinAscent(linear, np.array(start), { gamma, steps: 100, stepSize: 0.3 });
    const found = (await z.jsAsync()) as number[][];
    found.forEach((point, i) =>
      point.forEach((entry, axis) =>
        expect(entry).toBeCloseTo(start[i]![axis]! + slope[axis]! / (2 * gamma), 5),
      ),
    );
    const gained = (0.25 + 1) / (4 * gamma);
    const values = (await value.jsAsync()) as number[];
    start.forEach(([a, b], i) => expect(values[i]).toBeCloseTo(0.5 * a! - b! + gained, 5));
  });

  test("without steps returns the points and their losses", async () => {
    const { z, value } = wassersteinAscent(linear, np.array(start), { gamma: 3, steps: 0, stepSize: 1 });
    expect(await z.jsAsync()).toEqual(start);
    expect(await value.jsAsync()).toEqual([-1.5, -2]);
  });

  test("moves less the dearer it is, and each point by its own loss alone", async () => {
    const moved = async (gamma: number, x: number[][]) => {
      const { z, value } = wassersteinAscent(concave, np.array(x), { gamma, steps: 20, stepSize: 0.1 });
      value.dispose();
      return ((await z.jsAsync()) as number[][])[0]!.reduce(
        (sum, entry, i) => sum + Math.abs(entry - x[0]![i]!),
        0,
      );
    };
    const [cheap, dear] = [await moved(0.1, start), await moved(4, start)];
    expect(dear).toBeLessThan(cheap);
    expect(await moved(0.1, [start[0]!, [9, 9]])).toBeCloseTo(cheap, 6);
  });

  test.each([1e4, -1e4])("stays finite from %d", async (far) => {
    const { z, value } = wassersteinAscent(concave, np.full([1, 2], far), options);
    expect([...(await z.data()), ...(await value.data())].every(Number.isFinite)).toBe(true);
  });

  test("throws before it consumes the points", async () => {
    const x = np.array(start);
    expect(() => wassersteinAscent((z) => z.sum(), x, options)).toThrow(/lossFn/);
    expect(await x.jsAsync()).toEqual(start);
  });
});

describe("training on it", () => {
  const weights = [0.4, -0.7];
  const robust = (w: Array) => {
    const { z, value } = wassersteinAscent(
      (points) => np.sin(np.matmul(points, w.ref)),
      np.array(start),
      options,
    );
    z.dispose();
    w.dispose();
    return value.sum();
  };

  test("differentiates the loss at the moved points, which stay where they are", async () => {
    const { z, value } = wassersteinAscent(
      (points) => np.sin(np.matmul(points, np.array(weights))),
      np.array(start),
      options,
    );
    value.dispose();
    const atMoved = (w: Array) => np.sin(np.matmul(z.ref, w)).sum();
    const expected = (await (grad(atMoved)(np.array(weights)) as Array).jsAsync()) as number[];
    z.dispose();
    for (const gradient of [grad(robust), jit(grad(robust))]) {
      const got = (await (gradient(np.array(weights)) as Array).jsAsync()) as number[];
      got.forEach((entry, i) => expect(entry).toBeCloseTo(expected[i]!, 5));
    }
  });

  test("frees everything", async () => {
    const run = async () => void (await (grad(robust)(np.array(weights)) as Array).data());
    await run();
    expect(await leakedBuffers(run)).toBe(0);
  });
});

test("validateWassersteinAscent names a point that is not finite", async () => {
  await expect(validateWassersteinAscent(np.array([[1, NaN]]))).rejects.toMatchObject({ argument: "x" });
  await expect(validateWassersteinAscent(np.array(start))).resolves.toBeUndefined();
});
