import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addToHot, hotAt, hotOf, type HotEvent } from "./hot.ts";

const start = 1_767_571_200;
const hour = 3600;
const event = (seconds: number, weight = 1): HotEvent => ({ at: new Date((start + seconds) * 1000), weight });

describe("forward decay", () => {
  const spread = [0, 1, 2, 36].map((hours) => event(hours * hour));
  const burst = Array.from({ length: 10 }, (_, index) => event(index * 600));
  const later = new Date((start + 48 * hour) * 1000);

  test("known values", () => {
    expect(hotOf(spread)).toBeCloseTo(248.338766647, 9);
    expect(hotOf(burst)).toBeCloseTo(249.342822711, 9);
    expect(hotAt(hotOf(spread)!, later)).toBeCloseTo(2.007546, 6);
    expect(hotAt(hotOf(burst)!, later)).toBeCloseTo(4.026397, 6);
    expect(hotOf([])).toBeNull();
  });

  test("neither the order of events nor the moment of looking matters", () => {
    const events = fc.array(
      fc.record({
        seconds: fc.integer({ min: 0, max: 5_000_000 }),
        weight: fc.constantFrom(0.05, 0.5, 1, 2),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(events, fc.integer({ min: 0, max: 5_000_000 }), (list, now) => {
        const made = list.map(({ seconds, weight }) => event(seconds, weight));
        const hot = hotOf(made)!;
        expect(hotOf(made.toReversed())).toBeCloseTo(hot, 9);
        const at = new Date((start + now) * 1000);
        const sum = made.reduce(
          (total, one) => total + one.weight * 2 ** (-(at.getTime() - one.at.getTime()) / (36 * hour * 1000)),
          0,
        );
        expect(hotAt(hot, at) / sum).toBeCloseTo(1, 9);
        expect(addToHot(hot, event(now))).toBeGreaterThan(hot);
      }),
    );
  });

  test("twice the weight buys one half-life", () => {
    expect(hotOf([event(0, 2)])).toBeCloseTo(hotOf([event(36 * hour, 1)])!, 9);
  });
});
