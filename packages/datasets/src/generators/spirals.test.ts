import { describe, expect, test } from "vitest";
import { expectBadArgument, sum } from "../internal/testing.ts";
import { spirals } from "./spirals.ts";

describe("spirals", () => {
  test("gives the known points", () => {
    const { data, shape, labels } = spirals(7);
    expect(shape).toEqual([200, 2]);
    expect(sum(data)).toBeCloseTo(0.26829004, 8);
    expect(data[0]).toBeCloseTo(0.01209297, 8);
    expect(data[1]).toBeCloseTo(-0.04297712, 8);
    expect([labels[99], labels[100]]).toEqual([0, 1]);
  });

  test("without noise the arms are rotations of each other", () => {
    const { data } = spirals(0, { perClass: 5, classes: 2, noise: 0 });
    for (let i = 0; i < 10; i++) expect(data[i + 10]).toBeCloseTo(-data[i]!, 12);
  });

  test("refuses options out of range", async () => {
    await expectBadArgument("perClass", () => spirals(0, { perClass: 0 }));
    await expectBadArgument("classes", () => spirals(0, { classes: 0 }));
    await expectBadArgument("turns", () => spirals(0, { turns: Infinity }));
    await expectBadArgument("noise", () => spirals(0, { noise: -0.1 }));
  });
});
