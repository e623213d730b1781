import { describe, expect, test } from "vitest";
import { expectBadArgument } from "../internal/testing.ts";
import { rng } from "../rng.ts";
import { permutedSplit } from "./permutedSplit.ts";

describe("permutedSplit", () => {
  test("takes head and tail of the seed's order", () => {
    const order = rng(10007 * 3 + 11).permutation(1797);
    const { train, test: held } = permutedSplit({ seed: 3, train: 400 });
    expect(train).toEqual(order.slice(0, 400));
    expect(held).toEqual(order.slice(1000));
  });

  test("tests on all that training leaves when that is less than 797", () => {
    const { train, test: held } = permutedSplit({ seed: 0, train: 1200 });
    expect(held).toHaveLength(597);
    expect(new Set([...train, ...held]).size).toBe(1797);
  });

  test("takes another test size and another count", () => {
    const { train, test: held } = permutedSplit({ seed: 1, train: 100, test: 30, count: 150 });
    expect([train.length, held.length, new Set([...train, ...held]).size]).toEqual([100, 30, 130]);
    expect(Math.max(...train, ...held)).toBeLessThan(150);
  });

  test("goes on with the same stream", () => {
    const stream = rng(10007 * 2 + 11);
    stream.permutation(1797);
    expect(permutedSplit({ seed: 2, train: 10 }).stream.uniform()).toBe(stream.uniform());
  });

  test("is exact for large seeds", () => {
    const seed = 2 ** 52 + 1;
    const wrapped = Number((10007n * BigInt(seed) + 11n) % 2n ** 32n);
    expect(permutedSplit({ seed, train: 5 }).train).toEqual(rng(wrapped).permutation(1797).slice(0, 5));
  });

  test("refuses parts that are empty or overlap", async () => {
    await expectBadArgument("train", () => permutedSplit({ seed: 0, train: 0 }));
    await expectBadArgument("train", () => permutedSplit({ seed: 0, train: 1797 }));
    await expectBadArgument("test", () => permutedSplit({ seed: 0, train: 1200, test: 598 }));
    await expectBadArgument("test", () => permutedSplit({ seed: 0, train: 1200, test: 0 }));
    await expectBadArgument("seed", () => permutedSplit({ seed: 0.5, train: 10 }));
    await expectBadArgument("count", () => permutedSplit({ seed: 0, train: 1, count: 1 }));
  });
});
