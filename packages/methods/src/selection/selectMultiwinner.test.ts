import { numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { multiwinnerScore } from "./multiwinnerScore.ts";
import type { Owa, PositionRule } from "./scoreRules.ts";
import { selectMultiwinner, type SelectMultiwinnerOptions } from "./selectMultiwinner.ts";

/** Judges whose rankings differ by a rule without any randomness: multiples modulo a prime. */
function makeRankings(judges: number, items: number): number[][] {
  return Array.from({ length: judges }, (_, v) => {
    const worth = (item: number) => ((v + 2) * (item + 3) ** 2) % 31;
    return Array.from({ length: items }, (_, item) => item).sort((a, b) => worth(b) - worth(a) || a - b);
  });
}

const [judges, items, k] = [9, 7, 3];
const rankings = makeRankings(judges, items);
const groups = [0, 0, 0, 0, 1, 1, 2];
const ints = (values: number[]) => np.array(Int32Array.from(values));
const matrix = (rows: number[][]) => ints(rows.flat()).reshape([rows.length, rows[0]!.length]);
const select = (options: Omit<SelectMultiwinnerOptions, "k"> & { k?: number }) =>
  selectMultiwinner(matrix(rankings), { k, ...options });
const scoreOf = (subset: number[], rule: PositionRule, owa: Owa) =>
  multiwinnerScore(matrix(rankings), ints(subset), { rule, owa, blocSize: k });

function subsetsOf(size: number, from = 0): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: items - from }, (_, i) => from + i).flatMap((first) =>
    subsetsOf(size - 1, first + 1).map((rest) => [first, ...rest]),
  );
}
const meets = (subset: number[], bounds: number[]) =>
  bounds.every((bound, id) => subset.filter((item) => groups[item] === id).length >= bound);

const rules: PositionRule[] = ["borda", "sntv", "bloc"];
const owas: Owa[] = ["sum", "cc", "harmonic", 0.5];
const allBounds = [
  [0, 0, 0],
  [1, 1, 1],
  [0, 2, 1],
  [0, 0, 1],
  [3, 0, 0],
];

for (const rule of rules) {
  for (const owa of owas) {
    describe(`${rule}, ${owa}`, () => {
      test.each(allBounds)("with bounds %i, %i, %i", (...lowerBounds) => {
        const { subset, gains } = select({ rule, owa, groups: ints(groups), lowerBounds });
        expect(new Set(subset).size).toBe(k);
        expect(meets(subset, lowerBounds)).toBe(true);
        subset.forEach((_, i) => {
          const before = i === 0 ? 0 : scoreOf(subset.slice(0, i), rule, owa);
          expect(gains[i]).toBeCloseTo(scoreOf(subset.slice(0, i + 1), rule, owa) - before, 10);
        });
        const allowed = subsetsOf(k).filter((other) => meets(other, lowerBounds));
        const best = Math.max(...allowed.map((other) => scoreOf(other, rule, owa)));
        const guarantee = owa === "sum" ? 1 : 0.5;
        expect(scoreOf(subset, rule, owa)).toBeGreaterThanOrEqual(guarantee * best - 1e-9);
      });
    });
  }
}

test("equal gains go to the lowest index", () => {
  const symmetric = [
    [0, 1, 2],
    [1, 2, 0],
    [2, 0, 1],
  ];
  const { subset, gains } = selectMultiwinner(matrix(symmetric), { k: 2, rule: "borda" });
  expect({ subset, gains }).toEqual({ subset: [0, 1], gains: [3, 3] });
});

test("groups without bounds change nothing", () => {
  expect(select({ rule: "borda", groups: ints(groups) })).toEqual(select({ rule: "borda" }));
});

test("bloc takes k where nothing is said", () => {
  expect(select({ rule: "bloc" })).toEqual(select({ rule: "bloc", blocSize: k }));
});

test("frees what it is given", async () => {
  const run = () => void select({ rule: "borda", groups: ints(groups), lowerBounds: [0, 1, 0] });
  run();
  expect(await leakedBuffers(run)).toBe(0);
});

describe("refuses", () => {
  const cases: [string, () => Partial<SelectMultiwinnerOptions>, string][] = [
    ["k = 0", () => ({ k: 0 }), "k"],
    ["k > m", () => ({ k: 8 }), "k"],
    ["an unknown rule", () => ({ rule: "veto" as "borda" }), "rule"],
    ["an unknown owa", () => ({ owa: "max" as "cc" }), "owa"],
    ["bounds without groups", () => ({ lowerBounds: [1] }), "groups"],
    ["groups of other items", () => ({ groups: ints([0, 1]), lowerBounds: [0, 1] }), "groups"],
    ["a group without a bound", () => ({ groups: ints(groups), lowerBounds: [0, 1] }), "groups"],
    [
      "a bound above its group's size",
      () => ({ groups: ints(groups), lowerBounds: [0, 0, 2] }),
      "lowerBounds[2]",
    ],
    ["a negative bound", () => ({ groups: ints(groups), lowerBounds: [0, -1, 0] }), "lowerBounds[1]"],
    ["bounds above k in sum", () => ({ groups: ints(groups), lowerBounds: [2, 1, 1] }), "lowerBounds"],
  ];
  for (const [name, change, argument] of cases) {
    test(name, () => {
      const refused = () => select({ rule: "borda", ...change() });
      expect(refused).toThrow(expect.objectContaining({ argument }));
    });
  }
});
