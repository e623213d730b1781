import { expect, test } from "vitest";
import type { Protocol } from "./claim.ts";
import { firstVerificationSeed, verificationSeeds } from "./seeds.ts";

const protocol = (changes: Partial<Protocol> = {}): Protocol => ({
  id: "claim",
  version: 1,
  seeds: 5,
  summary: "",
  treatments: [],
  ...changes,
});

test("seeds are what they have always been", () => {
  expect(verificationSeeds("paper", protocol())).toEqual([
    1742704755, 731733826, 1150363271, 1803899865, 1865823374,
  ]);
});

test("seeds are distinct 31-bit integers that no live run uses", () => {
  const seeds = verificationSeeds("paper", protocol({ seeds: 20_000 }));
  expect(new Set(seeds).size).toBe(20_000);
  expect(
    seeds.every((seed) => Number.isInteger(seed) && seed >= firstVerificationSeed && seed < 2 ** 31),
  ).toBe(true);
});

test("more seeds begin with the same seeds", () => {
  const few = verificationSeeds("paper", protocol());
  expect(verificationSeeds("paper", protocol({ seeds: 9 })).slice(0, 5)).toEqual(few);
});

test("another paper, claim or version has seeds of its own", () => {
  const lists = [
    verificationSeeds("paper", protocol()),
    verificationSeeds("papers", protocol()),
    verificationSeeds("paper", protocol({ id: "claim2" })),
    verificationSeeds("paper", protocol({ version: 2 })),
  ];
  expect(new Set(lists.flat()).size).toBe(20);
});
