import { expect, test } from "vitest";
import { closeNames } from "./closeNames.ts";

const names = ["comp-sum-losses", "rankme", "rank-detr", "optimistic-omd", "dct-low-rank-optimizer"];

test.each([
  ["comp-sum-loss", "comp-sum-losses"],
  ["RankMe", "rankme"],
  ["rank-me", "rankme"],
  ["omd", "optimistic-omd"],
  ["optimistc", "optimistic-omd"],
  ["dct", "dct-low-rank-optimizer"],
])("%s means %s", (wanted, name) => expect(closeNames(wanted, names)).toContain(name));

test("nothing is close to nonsense", () => {
  expect(closeNames("quantum-gravity", names)).toEqual([]);
});
