import { describe, expect, test } from "vitest";
import { agrees, goldenCases } from "./internal/goldenCase.ts";
import { expectBadArgument, sum } from "./internal/testing.ts";
import { rng } from "./rng.ts";

function expectClose(received: Iterable<number>, expected: number[]): void {
  const values = [...received];
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 11));
}

interface GoldenStream {
  uniform: number[];
  normal: number[];
  permutation10: number[];
}

describe("rng", () => {
  test("gives the known streams", () => {
    expectClose(rng(0).uniforms(3), [0.266429208685, 0.000329745701, 0.223272027448]);
    expectClose(rng(42).uniforms(3), [0.60110375192, 0.448290558998, 0.85246579349]);
    expectClose(rng(0).normals(3), [0.78718465992, 0.431439617046, -1.07770126438]);
    expect([...rng(0).permutation(10)]).toEqual([3, 8, 6, 4, 5, 9, 7, 1, 0, 2]);
  });

  test.each(goldenCases<GoldenStream>("topomortar", "rng"))("golden case $name", (golden) => {
    const { seed, count = 0 } = golden.inputs;
    const { uniform, normal, permutation10 } = golden.expected.value;
    const uniforms = rng(seed).uniforms(count);
    const normals = rng(seed).normals(count);
    expect(uniform.every((value, i) => agrees(uniforms[i]!, value, golden))).toBe(true);
    expect(normal.every((value, i) => agrees(normals[i]!, value, golden))).toBe(true);
    expect([...rng(seed).permutation(10)]).toEqual(permutation10);
  });

  test("arrays continue the stream of single draws", () => {
    const one = rng(5);
    const many = rng(5);
    expect([one.uniform(), one.uniform(), one.normal()]).toEqual([...many.uniforms(2), ...many.normals(1)]);
    expect(one.uniform()).toBe(many.uniform());
  });

  test("counts seeds modulo 2^32", () => {
    expect(rng(2 ** 32 + 7).uniform()).toBe(rng(7).uniform());
    expect(rng(-1).uniform()).toBe(rng(2 ** 32 - 1).uniform());
  });

  test("normals have mean 0 and variance 1", () => {
    const normals = rng(1).normals(20_000);
    expect(Math.abs(sum(normals) / normals.length)).toBeLessThan(0.03);
    expect(Math.abs(sum(normals.map((value) => value ** 2)) / normals.length - 1)).toBeLessThan(0.05);
  });

  test("int covers its range and nothing else", () => {
    const stream = rng(3);
    const seen = new Set(Array.from({ length: 200 }, () => stream.int(5)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  test("empty arrays draw nothing", () => {
    const stream = rng(9);
    expect([stream.uniforms(0).length, stream.normals(0).length, stream.permutation(0).length]).toEqual([
      0, 0, 0,
    ]);
    expect(stream.permutation(1)).toEqual(new Int32Array(1));
    expect(stream.uniform()).toBe(rng(9).uniform());
  });

  test("refuses what is no seed or no count", async () => {
    for (const seed of [0.5, NaN, Infinity]) await expectBadArgument("seed", () => rng(seed));
    for (const n of [0, -1, 1.5, 2 ** 32 + 1]) await expectBadArgument("n", () => rng(0).int(n));
    await expectBadArgument("n", () => rng(0).normals(-1));
    await expectBadArgument("n", () => rng(0).uniforms(0.5));
    await expectBadArgument("n", () => rng(0).permutation(-1));
  });
});
