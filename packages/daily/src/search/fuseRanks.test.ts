import { expect, test } from "vitest";
import { fuseRanks } from "./fuseRanks.ts";

const listWith = (id: number, rank: number) => [
  ...Array.from({ length: rank - 1 }, (_, index) => -1 - index),
  id,
];
const scoreOf = (lists: number[][], id: number) => fuseRanks(lists).find((item) => item.id === id)!.score;

test("known values", () => {
  expect(scoreOf([listWith(7, 1), listWith(7, 3)], 7)).toBeCloseTo(0.03226646, 8);
  expect(scoreOf([listWith(7, 1), []], 7)).toBeCloseTo(0.01639344, 8);
  expect(scoreOf([listWith(7, 5), listWith(7, 5)], 7)).toBeCloseTo(0.03076923, 8);
});

test("what both lists have stands before what one has", () => {
  expect(
    fuseRanks([
      [1, 2, 3],
      [4, 2],
    ]).map(({ id }) => id),
  ).toEqual([2, 1, 4, 3]);
  expect(fuseRanks([])).toEqual([]);
});
