import { numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { multiwinnerScore, type MultiwinnerScoreOptions } from "./multiwinnerScore.ts";

const rankings = [
  [2, 0, 1, 3],
  [2, 3, 0, 1],
  [1, 2, 3, 0],
];
const ints = (values: number[]) => np.array(Int32Array.from(values));
const score = (subset: number[], options: MultiwinnerScoreOptions) =>
  multiwinnerScore(ints(rankings.flat()).reshape([3, 4]), ints(subset), options);

describe("owa", () => {
  // Borda weights of the items 0 and 2, best first: (3, 2), (3, 1), (2, 0).
  test.each([
    ["sum", 11],
    ["cc", 8],
    ["harmonic", 9.5],
    [0.1, 8.3],
    [1, 11],
  ] as const)("%s", (owa, expected) => {
    expect(score([0, 2], { rule: "borda", owa })).toBeCloseTo(expected, 12);
    expect(score([2, 0], { rule: "borda", owa })).toBeCloseTo(expected, 12);
  });

  test("is the sum where nothing is said", () => {
    expect(score([0, 2], { rule: "borda" })).toBe(11);
  });
});

test("bloc takes the size of the subset where nothing is said", () => {
  expect(score([0, 2], { rule: "bloc" })).toBe(score([0, 2], { rule: "bloc", blocSize: 2 }));
  expect(score([0, 2], { rule: "bloc" })).toBe(4);
});

test("sntv counts judges whose first is chosen", () => {
  expect(score([0, 3], { rule: "sntv" })).toBe(0);
  expect(score([1, 2], { rule: "sntv" })).toBe(3);
});

test("frees what it is given", async () => {
  score([0], { rule: "borda" });
  expect(await leakedBuffers(() => void score([0, 1], { rule: "borda" }))).toBe(0);
});

describe("refuses", () => {
  const cases: [string, number[], MultiwinnerScoreOptions, string][] = [
    ["an item that does not exist", [4], { rule: "borda" }, "subset"],
    ["an item twice", [1, 1], { rule: "borda" }, "subset"],
    ["an empty set", [], { rule: "borda" }, "subset"],
    ["an unknown rule", [1], { rule: "veto" as "borda" }, "rule"],
    ["a bloc that is too large", [1], { rule: "bloc", blocSize: 5 }, "blocSize"],
    ["an unknown owa", [1], { rule: "borda", owa: "max" as "sum" }, "owa"],
    ["an owa of 0", [1], { rule: "borda", owa: 0 }, "owa"],
    ["a growing owa", [1], { rule: "borda", owa: 1.5 }, "owa"],
  ];
  for (const [name, subset, options, argument] of cases) {
    test(name, () => expect(() => score(subset, options)).toThrow(expect.objectContaining({ argument })));
  }
});
