import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { classBalancedWeights } from "./classBalancedWeights.ts";

const weightsOf = async (counts: number[], beta?: number): Promise<number[]> =>
  classBalancedWeights(counts, beta === undefined ? {} : { beta }).jsAsync();

describe("classBalancedWeights", () => {
  test("add up to the number of classes, in the proportion of effective numbers", async () => {
    const counts = [5000, 300, 20, 1];
    const weights = await weightsOf(counts);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(4, 5);
    const effective = counts.map((count) => (1 - 0.9999 ** count) / (1 - 0.9999));
    weights.forEach((weight, i) =>
      expect((weight / weights[0]!) * (effective[i]! / effective[0]!)).toBeCloseTo(1, 5),
    );
  });

  test("of equal counts are 1, of one class too", async () => {
    expect(await weightsOf([7, 7, 7])).toEqual([1, 1, 1]);
    expect(await weightsOf([1000])).toEqual([1]);
  });

  test("β = 0 weights all classes alike", async () => {
    expect(await weightsOf([1, 10, 1000], 0)).toEqual([1, 1, 1]);
  });

  test("β = 1 is in proportion to 1 / count, and so nearly is a β close to it", async () => {
    const exact = await weightsOf([1, 4], 1);
    expect(exact[0]).toBeCloseTo(1.6, 6);
    expect(exact[1]).toBeCloseTo(0.4, 6);
    expect((await weightsOf([1, 4], 1 - 2 ** -53))[0]).toBeCloseTo(1.6, 6);
  });

  test("stay finite for counts as large as they come", async () => {
    const weights = await weightsOf([1, 1e9, 1e300]);
    expect(weights.every((weight) => Number.isFinite(weight) && weight > 0)).toBe(true);
  });

  test("are float32, of lists and of typed arrays", async () => {
    const weights = classBalancedWeights(Int32Array.of(1, 2));
    expect([weights.dtype, weights.shape]).toEqual(["float32", [2]]);
    weights.dispose();
    const run = async () => void (await weightsOf([3, 4]));
    await run();
    expect(await leakedBuffers(run)).toBe(0);
  });

  const refused: [string, string, () => unknown][] = [
    ["no classes", "counts", () => classBalancedWeights([])],
    ["a class without examples", "counts", () => classBalancedWeights([3, 0])],
    ["a negative count", "counts", () => classBalancedWeights([3, -1])],
    ["a count that is no number", "counts", () => classBalancedWeights([NaN])],
    ["a number for a list", "counts", () => classBalancedWeights(3 as never)],
    ["a negative β", "beta", () => classBalancedWeights([1], { beta: -0.1 })],
    ["β above 1", "beta", () => classBalancedWeights([1], { beta: 1.1 })],
    ["β that is no number", "beta", () => classBalancedWeights([1], { beta: NaN })],
  ];
  test.each(refused)("refuses %s", (_name, argument, call) => {
    expect(call).toThrow(expect.objectContaining({ name: "InvalidArgumentError", argument }));
  });
});
