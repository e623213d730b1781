import { DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { methodChecks } from "../testing/index.ts";
import { positionalScores, type PositionalScoresOptions } from "./positionalScores.ts";

const rankings = [
  [2, 0, 1, 3],
  [2, 3, 0, 1],
  [1, 2, 3, 0],
];
const ints = (rows: number[][]) =>
  np.array(Int32Array.from(rows.flat()), { shape: [rows.length, rows[0]!.length] });
const scoresOf = (options: PositionalScoresOptions) => positionalScores(ints(rankings), options).jsAsync();

test("borda counts the items behind", async () => {
  expect(await scoresOf({ rule: "borda" })).toEqual([2 + 1 + 0, 1 + 0 + 3, 3 + 3 + 2, 0 + 2 + 1]);
});

test("sntv counts first places", async () => {
  expect(await scoresOf({ rule: "sntv" })).toEqual([0, 1, 2, 0]);
});

test("bloc counts the first places that its size says, all of them at most", async () => {
  expect(await scoresOf({ rule: "bloc", blocSize: 1 })).toEqual(await scoresOf({ rule: "sntv" }));
  expect(await scoresOf({ rule: "bloc", blocSize: 2 })).toEqual([1, 1, 3, 1]);
  expect(await scoresOf({ rule: "bloc", blocSize: 4 })).toEqual([3, 3, 3, 3]);
});

const refuse = (x: () => ReturnType<typeof ints>, options: PositionalScoresOptions) => () =>
  positionalScores(x(), options);
describe("as a method", () => {
  const checks = methodChecks({
    name: "positionalScores",
    apply: (x) => positionalScores(x!, { rule: "borda" }),
    makeInputs: () => [{ shape: [3, 4], values: rankings.flat(), kind: "int32" }],
    shape: [4],
    resultDtype: () => DType.Float32,
    traceable: false,
    batchInputs: [0],
    badCalls: [
      {
        name: "a repeated item",
        call: refuse(() => ints([[0, 1, 1]]), { rule: "borda" }),
        argument: "rankings",
      },
      {
        name: "an unknown item",
        call: refuse(
          () =>
            ints([
              [0, 1],
              [1, 2],
            ]),
          { rule: "borda" },
        ),
        argument: "rankings",
      },
      {
        name: "a negative item",
        call: refuse(() => ints([[0, -1]]), { rule: "borda" }),
        argument: "rankings",
      },
      { name: "floats", call: refuse(() => np.array([[0, 1]]), { rule: "borda" }), argument: "rankings" },
      {
        name: "one ranking alone",
        call: refuse(() => np.array(Int32Array.of(1, 0)), { rule: "sntv" }),
        argument: "rankings",
      },
      {
        name: "an unknown rule",
        call: refuse(() => ints(rankings), { rule: "veto" as "borda" }),
        argument: "rule",
      },
      {
        name: "bloc without a size",
        call: refuse(() => ints(rankings), { rule: "bloc" }),
        argument: "blocSize",
      },
      {
        name: "a bloc of nobody",
        call: refuse(() => ints(rankings), { rule: "bloc", blocSize: 0 }),
        argument: "blocSize",
      },
    ],
  });
  for (const check of checks) test(check.name, check.run);
});
