import { describe, expect, test } from "vitest";
import { expectBadArgument, sum } from "../internal/testing.ts";
import { twoGaussians } from "./twoGaussians.ts";

describe("twoGaussians", () => {
  test("gives the known points", () => {
    const { data, shape, labels } = twoGaussians(7);
    expect(shape).toEqual([200, 2]);
    expect(sum(data)).toBeCloseTo(5.36580086, 8);
    expect(data[0]).toBeCloseTo(-0.85802956, 8);
    expect(data[1]).toBeCloseTo(-0.86425302, 8);
    expect([...labels.slice(0, 4)]).toEqual([0, 1, 0, 1]);
  });

  test("puts the means apart on the first axis alone", () => {
    const { data } = twoGaussians(1, { n: 3, dim: 3, separation: 5, std: 0 });
    expect([...data].map((value) => value + 0)).toEqual([-2.5, 0, 0, 2.5, 0, 0, -2.5, 0, 0]);
  });

  test("refuses options out of range", async () => {
    await expectBadArgument("n", () => twoGaussians(0, { n: 0 }));
    await expectBadArgument("dim", () => twoGaussians(0, { dim: 1.5 }));
    await expectBadArgument("separation", () => twoGaussians(0, { separation: -1 }));
    await expectBadArgument("std", () => twoGaussians(0, { std: NaN }));
    await expectBadArgument("seed", () => twoGaussians(NaN));
  });
});
