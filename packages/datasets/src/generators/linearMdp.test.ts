import { describe, expect, test } from "vitest";
import { expectBadArgument, sum } from "../internal/testing.ts";
import { linearMdp } from "./linearMdp.ts";

describe("linearMdp", () => {
  test("gives the known process", () => {
    const { features, rewards } = linearMdp(7);
    [0.00233388, 0.01267875, 0.74696852, 0.23801885].forEach((value, i) =>
      expect(features[i]).toBeCloseTo(value, 8),
    );
    [0.60554683, 0.47424105, 0.31462367].forEach((value, i) => expect(rewards[i]).toBeCloseTo(value, 8));
  });

  test("moves from every state and action to some state, with rewards in [0, 1]", () => {
    const { transitions, rewards, measures } = linearMdp(3, { states: 5, actions: 2, dim: 3 });
    expect([transitions.length, rewards.length, measures.length]).toEqual([50, 10, 15]);
    for (let row = 0; row < 10; row++) {
      const next = transitions.slice(row * 5, row * 5 + 5);
      expect(sum(next)).toBeCloseTo(1, 12);
      expect(Math.min(...next)).toBeGreaterThan(0);
    }
    expect(Math.min(...rewards)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...rewards)).toBeLessThanOrEqual(1);
  });

  test("is linear in its features", () => {
    const { features, measures, transitions } = linearMdp(7);
    const expected = sum([0, 1, 2, 3].map((k) => features[2 * 4 + k]! * measures[k * 6 + 5]!));
    expect(transitions[2 * 6 + 5]).toBeCloseTo(expected, 14);
  });

  test("refuses options out of range", async () => {
    await expectBadArgument("states", () => linearMdp(0, { states: 0 }));
    await expectBadArgument("actions", () => linearMdp(0, { actions: 0 }));
    await expectBadArgument("dim", () => linearMdp(0, { dim: 0 }));
  });
});
