import { describe, expect, test } from "vitest";
import type { Contender } from "./contender.ts";
import { measure, median } from "./measure.ts";

/** A contender of a given pace that keeps a log instead of time. */
function fake(name: string, pace: number, log: string[]): Contender {
  return {
    outputs: async () => [],
    time: async (count) => {
      log.push(`${name}${count}`);
      return count * pace;
    },
    dispose: () => {},
  };
}

test("the median of an even number of values lies between the middle two", () => {
  expect(median([5, 1, 4])).toBe(4);
  expect(median([8, 1, 4, 2])).toBe(3);
});

describe("measure", () => {
  test("returns milliseconds per run", async () => {
    expect(await measure([fake("a", 0.5, []), fake("b", 20, [])])).toEqual([0.5, 20]);
  });

  test("lets contenders take turns after a warm-up, with blocks of about equal time", async () => {
    const log: string[] = [];
    await measure([fake("a", 5, log), fake("b", 10, log)], { milliseconds: 60, rounds: 6 });
    const warmUps = ["a1", "a2", "a4", "b1", "b2"];
    expect(log.slice(0, 5)).toEqual(warmUps);
    expect(log.slice(5)).toEqual(Array.from({ length: 3 }, () => ["a2", "b1", "b1", "a2"]).flat());
  });

  test("stops early for slow contenders, but never before five blocks", async () => {
    const log: string[] = [];
    await measure([fake("slow", 1000, log), fake("quick", 1, log)]);
    expect(log.filter((entry) => entry.startsWith("slow"))).toHaveLength(1 + 5);
    expect(log.filter((entry) => entry === "quick30")).toHaveLength(10);
  });
});
