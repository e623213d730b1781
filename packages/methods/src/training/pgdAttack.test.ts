import { type Array, DType, grad, jit, numpy as np, random } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { compSumLoss } from "../losses/compSumLoss.ts";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { leakedBuffers } from "../testing/index.ts";
import { pgdAttack, type PgdAttackOptions, randomPerturbation } from "./pgdAttack.ts";

const weights = () =>
  np.array(
    Float64Array.from({ length: 12 }, (_, i) => Math.cos(1.3 * i)),
    { shape: [4, 3] },
  );
const labels = () => np.array(Int32Array.from([0, 2]));

/** Cross-entropy of a linear model, one value per example. */
const objective = (x: Array) =>
  compSumLoss(np.matmul(x, weights().astype(x.dtype)), labels(), { reduction: "none" });

const makeInputs = (seed: number): InputValues[] => [
  { shape: [2, 4], values: Float64Array.from({ length: 8 }, (_, i) => 0.5 + 0.5 * Math.sin(i + seed)) },
  { shape: [2, 4], values: Float64Array.from({ length: 8 }, (_, i) => 0.1 * Math.cos(2 * i + seed)) },
];

const usual = { epsilon: 0.1, stepSize: 0.03, steps: 4 };
const badCall = (name: string, argument: string, change: Partial<PgdAttackOptions>): BadCall => ({
  name,
  argument,
  call: () =>
    pgdAttack(objective, np.zeros([2, 4]), { ...usual, initialPerturbation: np.zeros([2, 4]), ...change }),
});
const badCalls = [
  badCall("a negative epsilon", "epsilon", { epsilon: -0.1 }),
  badCall("a step of 0", "stepSize", { stepSize: 0 }),
  badCall("a negative number of steps", "steps", { steps: -1 }),
  badCall("half a step", "steps", { steps: 1.5 }),
  badCall("an empty range", "clipMin", { clipMin: 1, clipMax: 1 }),
  badCall("a range without end", "clipMax", { clipMax: Infinity }),
  badCall("an unknown norm", "norm", { norm: "l1" as never }),
  badCall("another shape of the start", "initialPerturbation", { initialPerturbation: np.zeros([2, 3]) }),
  badCall("no start", "initialPerturbation", { initialPerturbation: undefined as never }),
  {
    name: "integer inputs",
    argument: "x",
    call: () =>
      pgdAttack(objective, np.zeros([2, 4]).astype(DType.Int32), {
        ...usual,
        initialPerturbation: np.zeros([2, 4]),
      }),
  },
];

for (const norm of ["linf", "l2"] as const) {
  describe(norm, () => {
    const spec = {
      name: "pgdAttack",
      apply: (x?: Array, initialPerturbation?: Array) =>
        pgdAttack(objective, x!, { ...usual, norm, initialPerturbation: initialPerturbation! }),
      makeInputs,
      shape: [2, 4],
      badCalls: norm === "linf" ? badCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
}

const constant = (value: number) => np.full([2, 4], value);
const attack = (x: Array, options: Partial<PgdAttackOptions> = {}) =>
  pgdAttack(objective, x, { ...usual, initialPerturbation: np.zeros([2, 4]), ...options });

describe("the result", () => {
  test("reaches the corner of the ball that the gradient's sign points at", async () => {
    const slope = await grad((x: Array) => objective(x).sum())(constant(0.5)).data();
    const moved = await attack(constant(0.5)).sub(0.5).data();
    moved.forEach((value, i) => expect(value).toBeCloseTo(0.1 * Math.sign(slope[i]!), 5));
  });

  test("stays in the range of the data", async () => {
    const values = await attack(constant(0.98), { clipMin: 0.2, clipMax: 0.99 }).data();
    expect(Math.max(...values)).toBeCloseTo(0.99, 6);
    const low = await attack(constant(0.05), { clipMin: 0.04 }).data();
    expect(Math.min(...low)).toBeCloseTo(0.04, 6);
  });

  test("raises the objective", async () => {
    const before = (await objective(constant(0.5)).jsAsync()) as number[];
    for (const norm of ["linf", "l2"] as const) {
      const after = (await objective(attack(constant(0.5), { norm })).jsAsync()) as number[];
      after.forEach((value, i) => expect(value).toBeGreaterThan(before[i]! + 0.05));
    }
  });

  test("l2 moves each example by epsilon along its gradient", async () => {
    const moved = (await attack(constant(0.5), { norm: "l2" }).sub(0.5).jsAsync()) as number[][];
    for (const row of moved) expect(Math.hypot(...row)).toBeCloseTo(0.1, 4);
  });

  test("without steps it is the start, added as it is and clipped", async () => {
    const start = np.full([2, 4], 0.3);
    const values = await attack(constant(0.8), { steps: 0, initialPerturbation: start }).data();
    values.forEach((value) => expect(value).toBe(1));
  });

  test("with epsilon 0 it is the input", async () => {
    const values = await attack(constant(0.5), { epsilon: 0 }).data();
    values.forEach((value) => expect(value).toBeCloseTo(0.5, 6));
  });

  test("carries no gradient", async () => {
    const slope = grad((x: Array) => attack(x).sum())(constant(0.5));
    expect([...(await slope.data())]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("takes inputs with more axes", async () => {
    const images = np.full([2, 2, 2], 0.5);
    const flat = (x: Array) => objective(x.reshape([2, 4]));
    for (const norm of ["linf", "l2"] as const) {
      const options = { ...usual, norm, initialPerturbation: np.zeros([2, 2, 2]) };
      const values = await pgdAttack(flat, images.ref, options).data();
      expect([...values]).toEqual([...(await attack(constant(0.5), { norm }).data())]);
    }
  });

  test("what the objective closes over stays the caller's, also inside a program", async () => {
    const own = weights().astype(np.float32);
    const run = jit((matrix: Array, x: Array, start: Array) => {
      const attacked = pgdAttack(
        (input) => compSumLoss(np.matmul(input, matrix.ref), labels(), { reduction: "none" }),
        x,
        { ...usual, initialPerturbation: start },
      );
      matrix.dispose();
      return attacked;
    });
    const once = async () => void (await run(own.ref, constant(0.5), np.zeros([2, 4])).data());
    await once();
    expect(await leakedBuffers(once)).toBe(0);
    expect(own.shape).toEqual([4, 3]);
  });
});

describe("randomPerturbation", () => {
  test("fills the cube for linf", async () => {
    const values = await randomPerturbation(random.key(1), [100, 5], { epsilon: 0.2 }).data();
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.2);
    expect(Math.max(...values)).toBeLessThanOrEqual(0.2);
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.38);
  });

  test("fills the Euclidean ball evenly for l2", async () => {
    const draws = randomPerturbation(random.key(2), [400, 3], { epsilon: 2, norm: "l2" });
    const radii = ((await draws.jsAsync()) as number[][]).map((row) => Math.hypot(...row));
    expect(Math.max(...radii)).toBeLessThanOrEqual(2 + 1e-5);
    const inner = radii.filter((radius) => radius < 2 * 0.5 ** (1 / 3)).length;
    expect(inner / 400).toBeGreaterThan(0.4);
    expect(inner / 400).toBeLessThan(0.6);
  });

  test("is the key's alone", async () => {
    const draw = (seed: number) => randomPerturbation(random.key(seed), [2, 2], { epsilon: 1 }).data();
    expect(await draw(3)).toEqual(await draw(3));
    expect(await draw(3)).not.toEqual(await draw(4));
  });

  test("frees its key", async () => {
    for (const norm of ["linf", "l2"] as const) {
      const draw = async () =>
        void (await randomPerturbation(random.key(0), [2, 2], { epsilon: 1, norm }).data());
      await draw();
      expect(await leakedBuffers(draw)).toBe(0);
    }
  });

  test("refuses a negative radius and an unknown norm", () => {
    expect(() => randomPerturbation(random.key(0), [2], { epsilon: -1 })).toThrow(/epsilon/);
    expect(() => randomPerturbation(random.key(0), [2], { epsilon: 1, norm: "l1" as never })).toThrow(/norm/);
  });
});
