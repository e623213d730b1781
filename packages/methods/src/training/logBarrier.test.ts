import { type Array, grad, hessian, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { logBarrier, validateLogBarrier } from "./logBarrier.ts";

const makeInputs = (seed: number): InputValues[] => {
  const wave = (shift: number) =>
    Float64Array.from({ length: 3 }, (_, i) => 0.2 * Math.sin(2 * i + seed + shift));
  return [wave(0), wave(1).map((x) => x - 0.6), wave(2).map((x) => x + 0.6)].map((values) => ({
    shape: [3],
    values,
  }));
};
const three = () => np.zeros([3]);
const corner = (side: number) => np.full([3], side);
const badCall = (name: string, argument: string, call: () => unknown): BadCall => ({ name, argument, call });
const badCalls = [
  badCall("c = 0", "c", () => logBarrier(three(), corner(-1), corner(1), { c: 0 })),
  badCall("a negative c", "c", () => logBarrier(three(), corner(-1), corner(1), { c: -1 })),
  badCall("a matrix", "delta", () => logBarrier(np.zeros([1, 3]), corner(-1), corner(1), { c: 1 })),
  badCall("nothing", "delta", () => logBarrier(np.zeros([0]), np.zeros([0]), np.zeros([0]), { c: 1 })),
  badCall("another length", "lower", () => logBarrier(three(), np.zeros([2]), corner(1), { c: 1 })),
  badCall("a number for a side", "upper", () => logBarrier(three(), corner(-1), 1 as never, { c: 1 })),
  badCall("integers", "upper", () =>
    logBarrier(three(), corner(-1), np.array(Int32Array.of(1, 1, 1)), { c: 1 }),
  ),
];

const onlyValue = (...[delta, lower, upper]: Array[]) => {
  const { value, hessianDiagonal } = logBarrier(delta!, lower!, upper!, { c: 0.3 });
  hessianDiagonal.dispose();
  return value;
};
const onlyHessian = (...[delta, lower, upper]: Array[]) => {
  const { value, hessianDiagonal } = logBarrier(delta!, lower!, upper!, { c: 0.3 });
  value.dispose();
  return hessianDiagonal;
};

describe("value", () => {
  const spec = { name: "logBarrier", apply: onlyValue, makeInputs, shape: [], differentiable: [0, 1, 2] };
  for (const check of methodChecks({ ...spec, batchInputs: [0, 1, 2], badCalls }))
    test(check.name, check.run);

  test("is smallest in the middle of the box and grows towards its sides", async () => {
    const at = async (x: number) =>
      (await onlyValue(np.array([x]), np.array([-1]), np.array([1])).data())[0]!;
    expect(await at(0)).toBeCloseTo(0, 6);
    const slope = grad((delta: Array) => onlyValue(delta, np.array([-1]), np.array([1])))(np.array([0]));
    expect((await slope.data())[0]).toBeCloseTo(0, 6);
    expect(await at(0.9)).toBeGreaterThan(await at(0.5));
    expect(await at(-0.9)).toBeCloseTo(await at(0.9), 5);
    for (const x of [1, -1, 1.5]) expect(await at(x)).toBe(Infinity);
  });
});

describe("hessianDiagonal", () => {
  const spec = { name: "logBarrier", apply: onlyHessian, makeInputs, shape: [3] };
  for (const check of methodChecks(spec)) test(check.name, check.run);

  test("is the second derivative of the value", async () => {
    const sides = () => [np.array([-1, -0.5]), np.array([0.5, 2])] as const;
    const point = () => np.array([0.2, 0.4]);
    const matrix = (await hessian((delta: Array) => onlyValue(delta, ...sides()))(
      point(),
    ).jsAsync()) as number[][];
    const diagonal = await onlyHessian(point(), ...sides()).data();
    for (const i of [0, 1]) expect(diagonal[i]).toBeCloseTo(matrix[i]![i]!, 4);
    expect(matrix[0]![1]).toBe(0);
  });
});

describe("validateLogBarrier", () => {
  const check = (delta: number[], lower = [-1, -1], upper = [1, 1]) =>
    validateLogBarrier(np.array(delta), np.array(lower), np.array(upper));

  test("takes a point strictly inside", async () => {
    await expect(check([0.99, -0.99])).resolves.toBeUndefined();
  });
  test.each([
    ["a point on the side", [0, 1], undefined, /delta: .*index 1/],
    ["a point outside", [-2, 0], undefined, /delta: .*index 0/],
    ["NaN", [NaN, 0], undefined, /delta: .*index 0/],
    ["an empty box", [0, 0], [-1, 1], /lower: .*index 1/],
  ] as const)("refuses %s", async (_name, delta, lower, message) => {
    await expect(check([...delta], lower && [...lower])).rejects.toThrow(message);
  });
});
