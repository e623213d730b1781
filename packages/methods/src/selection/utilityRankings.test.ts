import { DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { methodChecks } from "../testing/index.ts";
import { utilityRankings } from "./utilityRankings.ts";

const utilities = [
  [0.1, 0.9, 0.5, 0.7],
  [2, -1, 0, 3],
];
const ranked = (disadvantaged: number[], bias: number) =>
  utilityRankings(np.array(utilities), disadvantaged, { bias }).jsAsync();

test("sorts from high to low", async () => {
  const expected = [
    [1, 3, 2, 0],
    [3, 0, 2, 1],
  ];
  expect(await ranked([], 5)).toEqual(expected);
  expect(await ranked([1, 2], 0)).toEqual(expected);
});

test("takes the bias off the disadvantaged", async () => {
  expect(await ranked([1, 3], 0.5)).toEqual([
    [2, 1, 3, 0],
    [3, 0, 2, 1],
  ]);
});

test("a bias beyond all differences puts the group last, in its own order", async () => {
  expect(await ranked([1, 3], 100)).toEqual([
    [2, 0, 1, 3],
    [0, 2, 3, 1],
  ]);
});

test("a bias on everybody changes nothing", async () => {
  expect(await ranked([0, 1, 2, 3], 7)).toEqual(await ranked([], 0));
});

test("equal utilities stay in the order of their indices", async () => {
  const equal = utilityRankings(np.array([[1, 1, 2, 1]]), [2], { bias: 1 });
  expect(await equal.jsAsync()).toEqual([[0, 1, 2, 3]]);
});

describe("as a method", () => {
  const refuse = (values: number[][], disadvantaged: number[], bias: number) => () =>
    utilityRankings(np.array(values), disadvantaged, { bias });
  const checks = methodChecks({
    name: "utilityRankings",
    apply: (x) => utilityRankings(x!, [0], { bias: 0.3 }),
    makeInputs: (seed) => [{ shape: [2, 3], values: [0.3, seed, -1, 2, 0.5, 0.1] }],
    shape: [2, 3],
    resultDtype: () => DType.Int32,
    traceable: false,
    badCalls: [
      { name: "NaN", call: refuse([[NaN, 1]], [0], 1), argument: "utilities" },
      {
        name: "a vector",
        call: () => utilityRankings(np.array([1, 2]), [0], { bias: 0 }),
        argument: "utilities",
      },
      { name: "an item that does not exist", call: refuse([[0, 1]], [2], 1), argument: "disadvantaged" },
      { name: "an item twice", call: refuse([[0, 1]], [1, 1], 1), argument: "disadvantaged" },
      { name: "a negative bias", call: refuse([[0, 1]], [0], -1), argument: "bias" },
    ],
  });
  for (const check of checks) test(check.name, check.run);
});
