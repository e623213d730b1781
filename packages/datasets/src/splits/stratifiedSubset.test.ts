import { describe, expect, test } from "vitest";
import { expectBadArgument } from "../internal/testing.ts";
import { rng } from "../rng.ts";
import { stratifiedSubset } from "./stratifiedSubset.ts";

const labels = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2];

describe("stratifiedSubset", () => {
  test("takes the first of each class in the seed's order", () => {
    const order = [...rng(4).permutation(labels.length)];
    const expected = [0, 1, 2].map((k) => order.filter((position) => labels[position] === k).slice(0, 2));
    const chosen = [...stratifiedSubset(labels, { perClass: 2, seed: 4 })];
    for (const k of [0, 1, 2]) expect(chosen.filter((i) => labels[i] === k)).toEqual(expected[k]);
    expect(chosen).toHaveLength(6);
    expect(chosen).toEqual(order.filter((position) => chosen.includes(position)));
  });

  test("differs between seeds and repeats for one", () => {
    const many = Array.from({ length: 200 }, (_, i) => i % 4);
    expect(stratifiedSubset(many, { perClass: 5, seed: 1 })).toEqual(
      stratifiedSubset(many, { perClass: 5, seed: 1 }),
    );
    expect(stratifiedSubset(many, { perClass: 5, seed: 1 })).not.toEqual(
      stratifiedSubset(many, { perClass: 5, seed: 2 }),
    );
  });

  test("refuses more than the smallest class has", async () => {
    expect(stratifiedSubset(labels, { perClass: 3, seed: 0 })).toHaveLength(9);
    await expectBadArgument("perClass", () => stratifiedSubset(labels, { perClass: 4, seed: 0 }));
    await expectBadArgument("perClass", () => stratifiedSubset(labels, { perClass: 0, seed: 0 }));
    await expectBadArgument("seed", () => stratifiedSubset(labels, { perClass: 1, seed: NaN }));
  });
});
