import { type Array, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, leakedBuffers, methodChecks } from "../testing/index.ts";
import type { PgdAttackOptions } from "./pgdAttack.ts";
import { tradesAttack } from "./tradesAttack.ts";

const weights = () =>
  np.array(
    Float64Array.from({ length: 12 }, (_, i) => Math.cos(1.3 * i)),
    { shape: [4, 3] },
  );
const predict = (x: Array) => np.matmul(x, weights().astype(x.dtype));
const values = async (x: Array) => [...(await x.data())];

const makeInputs = (seed: number): InputValues[] => [
  { shape: [2, 4], values: Float64Array.from({ length: 8 }, (_, i) => 0.5 + 0.5 * Math.sin(i + seed)) },
  { shape: [2, 4], values: Float64Array.from({ length: 8 }, (_, i) => 0.1 * Math.cos(2 * i + seed)) },
];
const usual = { epsilon: 0.1, stepSize: 0.03, steps: 4 };
const badCall = (name: string, argument: string, change: Partial<PgdAttackOptions>): BadCall => ({
  name,
  argument,
  call: () =>
    tradesAttack(predict, np.zeros([2, 4]), { ...usual, initialPerturbation: np.zeros([2, 4]), ...change }),
});
const badCalls = [
  badCall("a negative epsilon", "epsilon", { epsilon: -0.1 }),
  badCall("a step of 0", "stepSize", { stepSize: 0 }),
  badCall("a negative number of steps", "steps", { steps: -1 }),
  badCall("an empty range", "clipMin", { clipMin: 1, clipMax: 1 }),
  badCall("an unknown norm", "norm", { norm: "l1" as never }),
  badCall("no start", "initialPerturbation", { initialPerturbation: undefined as never }),
];

for (const norm of ["linf", "l2"] as const) {
  describe(norm, () => {
    const spec = {
      name: "tradesAttack",
      apply: (x?: Array, initialPerturbation?: Array) =>
        tradesAttack(predict, x!, { ...usual, norm, initialPerturbation: initialPerturbation! }),
      makeInputs,
      shape: [2, 4],
      badCalls: norm === "linf" ? badCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);

    test("drives the predictions apart, within the ball", async () => {
      const x = () => np.full([2, 4], 0.5);
      const start = () => np.full([2, 4], 1e-3);
      const attack = (steps: number) =>
        tradesAttack(predict, x(), { ...usual, steps, norm, initialPerturbation: start() });
      const [before, after] = [await divergences(x(), attack(0)), await divergences(x(), attack(6))];
      after.forEach((value, i) => expect(value).toBeGreaterThan(10 * before[i]!));
      const rows = (await attack(6).sub(0.5).jsAsync()) as number[][];
      for (const row of rows) {
        const size = norm === "linf" ? Math.max(...row.map(Math.abs)) : Math.hypot(...row);
        expect(size).toBeCloseTo(0.1, 4);
      }
    });

    test("stays at x if it starts there, where the divergence has no slope, and with ε = 0", async () => {
      const at = async (options: Partial<PgdAttackOptions>) => {
        const initialPerturbation = np.zeros([1, 4]);
        const attack = tradesAttack(constant, np.full([1, 4], 0.25), {
          ...usual,
          norm,
          initialPerturbation,
          ...options,
        });
        return values(attack);
      };
      const constant = (x: Array) => predict(x.mul(0));
      expect(await at({})).toEqual([0.25, 0.25, 0.25, 0.25]);
      expect(await at({ epsilon: 0, initialPerturbation: np.full([1, 4], 0.1) })).toEqual([
        0.25, 0.25, 0.25, 0.25,
      ]);
    });
  });
}

/** KL(p ‖ q) of the predictions for each row of two inputs, in plain numbers. */
async function divergences(x: Array, attacked: Array): Promise<number[]> {
  const [p, q] = await Promise.all(
    [x, attacked].map(async (input) => softmaxRows((await predict(input).jsAsync()) as number[][])),
  );
  return p!.map((row, i) => row.reduce((sum, share, k) => sum + share * Math.log(share / q![i]![k]!), 0));
}

function softmaxRows(rows: number[][]): number[][] {
  return rows.map((row) => {
    const parts = row.map(Math.exp);
    const total = parts.reduce((a, b) => a + b);
    return parts.map((part) => part / total);
  });
}

test("calls the network once for x and once a step, and stays in the range", async () => {
  let calls = 0;
  const counted = (x: Array) => {
    calls++;
    return predict(x);
  };
  const initialPerturbation = np.full([2, 4], 0.2);
  const attacked = await values(
    tradesAttack(counted, np.full([2, 4], 0.9), { ...usual, initialPerturbation, clipMin: 0.85 }),
  );
  expect(calls).toBe(5);
  expect(Math.max(...attacked)).toBeLessThanOrEqual(1);
  expect(Math.min(...attacked)).toBeGreaterThanOrEqual(0.85 - 1e-7);
});

test("leaves what the network closes over to the caller", async () => {
  const own = weights().astype(np.float32);
  const once = async () => {
    const initialPerturbation = np.full([2, 4], 0.01);
    const attacked = tradesAttack((x) => np.matmul(x, own.ref), np.full([2, 4], 0.5), {
      ...usual,
      initialPerturbation,
    });
    await attacked.data();
  };
  await once();
  expect(await leakedBuffers(once)).toBe(0);
  own.dispose();
});
