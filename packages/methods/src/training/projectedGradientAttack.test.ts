import { type Array, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { compSumLoss } from "../losses/compSumLoss.ts";
import { type BadCall, type InputValues, leakedBuffers, methodChecks } from "../testing/index.ts";
import { pgdAttack } from "./pgdAttack.ts";
import {
  projectedGradientAttack,
  type ProjectedGradientAttackOptions,
  validateProjectedGradientAttack,
} from "./projectedGradientAttack.ts";

const weights = () =>
  np.array(
    Float64Array.from({ length: 12 }, (_, i) => Math.cos(1.3 * i)),
    { shape: [4, 3] },
  );
/** Cross-entropy of a linear model, one value per example. */
const loss = (x: Array) =>
  compSumLoss(np.matmul(x, weights().astype(x.dtype)), np.array(Int32Array.of(0, 2)), { reduction: "none" });
const values = async (x: Array) => [...(await x.data())];

const makeInputs = (seed: number): InputValues[] => [
  { shape: [2, 4], values: Float64Array.from({ length: 8 }, (_, i) => 0.5 + 0.5 * Math.sin(i + seed)) },
  { shape: [2, 4], values: Float64Array.from({ length: 8 }, (_, i) => Math.cos(2 * i + seed)) },
];
const usual = { epsilon: 0.1, stepSize: 0.03, steps: 4 };
type Options = Partial<ProjectedGradientAttackOptions>;
const badCall = (name: string, argument: string, change: Options, x = np.zeros([2, 4])): BadCall => ({
  name,
  argument,
  call: () => projectedGradientAttack(loss, x, { ...usual, ...change }),
});
const badCalls = [
  badCall("a negative epsilon", "epsilon", { epsilon: -0.1 }),
  badCall("no step", "steps", { steps: 0 }),
  badCall("half a step", "steps", { steps: 1.5 }),
  badCall("steps backwards", "stepSize", { stepSize: -0.1 }),
  badCall("an empty range", "lower", { lower: 1, upper: 1 }),
  badCall("a range without end", "upper", { upper: Infinity }),
  badCall("another shape of the start", "start", { start: np.zeros([2, 3]) }),
  badCall("a start of integers", "start", { start: np.zeros([2, 4]).astype(np.int32) }),
  badCall("integer inputs", "x", {}, np.zeros([2, 4]).astype(np.int32)),
];

describe.each(["without a start", "from a start"])("%s", (name) => {
  const spec = {
    name: "projectedGradientAttack",
    apply: (x?: Array, start?: Array) => {
      if (name === "from a start") return projectedGradientAttack(loss, x!, { ...usual, start: start! });
      start!.dispose();
      return projectedGradientAttack(loss, x!, usual);
    },
    makeInputs,
    shape: [2, 4],
    badCalls: name === "from a start" ? badCalls : [],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

const half = () => np.full([2, 4], 0.5);
const attack = (x: Array, options: Options = {}) =>
  projectedGradientAttack(loss, x, { ...usual, ...options });

describe("the perturbation", () => {
  test("reaches the corner of the box that the gradient's sign points at", async () => {
    const slope = await values(grad((x: Array) => loss(x).sum())(half()) as Array);
    (await values(attack(half()))).forEach((value, i) =>
      expect(value).toBeCloseTo(0.1 * Math.sign(slope[i]!), 5),
    );
  });

  test("is what pgdAttack adds to x", async () => {
    const start = () => np.array([[1, -1, 0.5, 0], [0.2, 0.9, -0.3, -1]]); // prettier-ignore
    const x = () => np.array([[0.02, 0.97, 0.5, 0.4], [1, 0, 0.3, 0.6]]); // prettier-ignore
    const same = await values(
      pgdAttack(loss, x(), { ...usual, initialPerturbation: start().mul(0.1) }).sub(x()),
    );
    expect(await values(attack(x(), { start: start() }))).toEqual(same);
  });

  test("takes one step of the step's size from 0 or from the clipped start", async () => {
    const slope = await values(grad((x: Array) => loss(x).sum())(half()) as Array);
    const once = { steps: 1, stepSize: 0.02 };
    (await values(attack(half(), once))).forEach((value, i) =>
      expect(value).toBeCloseTo(0.02 * Math.sign(slope[i]!), 6),
    );
    const fromStart = await values(attack(half(), { ...once, start: np.full([2, 4], -0.4) }));
    fromStart.forEach((value, i) => expect(value).toBeCloseTo(-0.04 + 0.02 * Math.sign(slope[i]!), 6));
    const still = await values(
      attack(np.full([2, 4], 0.99), { ...once, stepSize: 0, start: np.ones([2, 4]) }),
    );
    for (const value of still) expect(value).toBeCloseTo(0.01, 6);
  });

  test("keeps the attacked input in its range", async () => {
    const x = np.array([[0.05, 0.95, 0.3, 0.6], [0.2, 0.25, 0.75, 0.8]]); // prettier-ignore
    const attacked = await values(
      attack(x.ref, { lower: 0.2, upper: 0.8, epsilon: 0.5, stepSize: 0.2 }).add(x),
    );
    for (const value of attacked) {
      expect(value).toBeGreaterThanOrEqual(0.2 - 1e-6);
      expect(value).toBeLessThanOrEqual(0.8 + 1e-6);
    }
  });

  test("is 0 for ε = 0 and where the loss has no slope", async () => {
    const zeros = [0, 0, 0, 0, 0, 0, 0, 0];
    const still = await values(attack(half(), { epsilon: 0, stepSize: 0, start: np.ones([2, 4]) }));
    still.forEach((value) => expect(value).toBeCloseTo(0, 7));
    const flat = (x: Array) => x.mul(0).sum(1);
    expect(await values(projectedGradientAttack(flat, half(), usual))).toEqual(zeros);
    const slope = grad((x: Array) => attack(x).sum())(half()) as Array;
    expect(await values(slope)).toEqual(zeros);
  });

  test("leaves what the loss closes over to the caller", async () => {
    const own = np.ones([4]);
    const linear = (x: Array) => np.matmul(x, own.ref);
    const once = async () => void (await values(projectedGradientAttack(linear, half(), usual)));
    await once();
    expect(await leakedBuffers(once)).toBe(0);
    own.dispose();
  });
});

test("validateProjectedGradientAttack names what is out of range", async () => {
  const check = (x: number[], start?: number[]) =>
    validateProjectedGradientAttack(np.array([x]), { ...usual, ...(start && { start: np.array([start]) }) });
  await expect(check([0, 1], [-1, 1])).resolves.toBeUndefined();
  await expect(check([0, 1.1])).rejects.toThrow(/x: .*index 1/);
  await expect(check([NaN, 1])).rejects.toThrow(/x: .*index 0/);
  await expect(check([0, 1], [-1.5, 0])).rejects.toThrow(/start: .*index 0/);
});
