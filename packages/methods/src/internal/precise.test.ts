import { type Array, grad, jit, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { preciseExp, preciseExpm1, preciseLog } from "./precise.ts";

const points = [-700, -100, -20, -3, -0.7, -1e-3, 0, 1e-9, 0.01, 0.5, 1, 10, 88, 300, 700];
const float64 = (values: number[]) => np.array(Float64Array.from(values));

describe("preciseExp", () => {
  test("has the digits of float64", async () => {
    const values = await preciseExp(float64(points)).data();
    points.forEach((x, i) => expect(Math.abs(values[i]! / Math.exp(x) - 1)).toBeLessThan(1e-12));
  });

  test("goes to 0 and to infinity", async () => {
    expect([...(await preciseExp(float64([-4000, -Infinity, 4000, Infinity])).data())]).toEqual([
      0,
      0,
      Infinity,
      Infinity,
    ]);
  });

  test("is its own derivative, and frees everything", async () => {
    const inner = points.slice(1, -1);
    const slopes = async () => [
      ...(await (grad((x: Array) => preciseExp(x).sum())(float64(inner)) as Array).data()),
    ];
    const values = await slopes();
    inner.forEach((x, i) => expect(Math.abs(values[i]! / Math.exp(x) - 1)).toBeLessThan(1e-12));
    expect(await leakedBuffers(async () => void (await slopes()))).toBe(0);
  });

  test("is the engine's in float32, and close to it in a compiled float64 program", async () => {
    const x = () => np.array([-3, 0, 0.5, 20]);
    expect(await preciseExp(x()).data()).toEqual(await np.exp(x()).data());
    const program = jit(preciseExp);
    const values = await program(float64([-3, 0, 0.5, 20])).data();
    program.dispose();
    [-3, 0, 0.5, 20].forEach((at, i) => expect(Math.abs(values[i]! / Math.exp(at) - 1)).toBeLessThan(1e-6));
  });
});

describe("preciseExpm1", () => {
  test("has the digits of float64, relative to its result", async () => {
    const values = await preciseExpm1(float64(points)).data();
    points.forEach((x, i) => {
      expect(Math.abs(values[i]! - Math.expm1(x))).toBeLessThanOrEqual(1e-12 * Math.abs(Math.expm1(x)));
    });
    expect([...(await preciseExpm1(float64([-4000, 4000])).data())]).toEqual([-1, Infinity]);
  });

  test("has the derivative exp(x), and frees everything", async () => {
    const inner = [-3, -1e-3, 0, 0.2, 20];
    const slopes = async () => [
      ...(await (grad((x: Array) => preciseExpm1(x).sum())(float64(inner)) as Array).data()),
    ];
    const values = await slopes();
    inner.forEach((x, i) => expect(Math.abs(values[i]! / Math.exp(x) - 1)).toBeLessThan(1e-12));
    expect(await leakedBuffers(async () => void (await slopes()))).toBe(0);
  });

  test("is the engine's in float32", async () => {
    const x = () => np.array([-3, 1e-6, 0.5]);
    expect(await preciseExpm1(x()).data()).toEqual(await np.expm1(x()).data());
  });
});

test("preciseLog has the digits of float64 and the derivative 1 / x", async () => {
  const arguments_ = [1e-30, 1e-3, 0.4999, 0.7, 1, 1.3, 2, 1e5];
  const values = await preciseLog(float64(arguments_)).data();
  arguments_.forEach((x, i) =>
    expect(Math.abs(values[i]! - Math.log(x))).toBeLessThan(1e-13 * (1 + Math.abs(Math.log(x)))),
  );
  const slopes = await (grad((x: Array) => preciseLog(x).sum())(float64([0.5, 3])) as Array).data();
  expect([...slopes]).toEqual([2, 1 / 3]);
});
