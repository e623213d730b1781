import { expect, test } from "vitest";
import { rng } from "../rng.ts";
import { classMatchedPartners } from "./classMatchedPartners.ts";

test("classMatchedPartners draws one partner of the same class for each example, in order", () => {
  const labels = Int32Array.of(5, 2, 5, 2, 2, 7);
  const stream = rng(8);
  const members: Record<number, number[]> = { 5: [0, 2], 2: [1, 3, 4], 7: [5] };
  const expected = [...labels].map((label) => members[label]![stream.int(members[label]!.length)]);
  const drawn = rng(8);
  expect([...classMatchedPartners(labels, drawn)]).toEqual(expected);
  expect(drawn.uniform()).toBe(stream.uniform());
});

test("classMatchedPartners reaches every example of the class", () => {
  const stream = rng(1);
  const seen = new Set<number>();
  for (let i = 0; i < 50; i++) seen.add(classMatchedPartners([1, 1, 1], stream)[0]!);
  expect([...seen].sort()).toEqual([0, 1, 2]);
});
