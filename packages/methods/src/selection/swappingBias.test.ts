import { numpy as np, random } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { swappingBias, type SwappingBiasOptions } from "./swappingBias.ts";

const items = 8;
const disadvantaged = [1, 3, 4, 6];
const rankings = [
  [1, 0, 3, 2, 4, 5, 6, 7],
  [6, 4, 3, 1, 0, 2, 5, 7],
  [0, 2, 5, 7, 1, 3, 4, 6],
];
const matrix = (rows: number[][]) =>
  np.array(Int32Array.from(rows.flat()), { shape: [rows.length, rows[0]!.length] });
const draws = Array.from({ length: 3 }, (_, v) =>
  Array.from({ length: 16 }, (_, s) => ((v * 16 + s) * 0.618) % 1),
);
const biased = async (options: SwappingBiasOptions) =>
  (await swappingBias(matrix(rankings), disadvantaged, np.array(draws), options).jsAsync()) as number[][];

/** The definition, pair by pair. */
function plainly(ranking: number[], us: number[], { phi = 0.5, fraction }: SwappingBiasOptions): number[] {
  const pairsOf = (order: number[]) =>
    order.flatMap((x, a) =>
      order.flatMap((y, b) =>
        a < b && disadvantaged.includes(x) && !disadvantaged.includes(y) ? [[a, b]] : [],
      ),
    ) as [number, number][];
  const order = [...ranking];
  const swaps = Math.floor(fraction * pairsOf(order).length + 1e-9);
  for (const u of us.slice(0, swaps)) {
    const pairs = pairsOf(order);
    const weights = pairs.map(([a, b]) => phi ** (b - a));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    const hit = pairs.find((_, i) => (sum += weights[i]!) > u * total);
    if (hit) [order[hit[0]], order[hit[1]]] = [order[hit[1]]!, order[hit[0]]!];
  }
  return order;
}

test.each([
  [0.5, 0.25],
  [0.5, 1],
  [0.9, 0.5],
  [1, 0.7],
  [0.05, 0.6],
])("phi %d, fraction %d: as the definition says", async (phi, fraction) => {
  const options = { phi, fraction };
  expect(await biased(options)).toEqual(rankings.map((ranking, v) => plainly(ranking, draws[v]!, options)));
});

test("phi is 0.5 where nothing is said", async () => {
  expect(await biased({ fraction: 0.5 })).toEqual(await biased({ phi: 0.5, fraction: 0.5 }));
});

test("without swaps nothing changes, and a ranking without pairs never does", async () => {
  expect(await biased({ fraction: 0 })).toEqual(rankings);
  expect((await biased({ fraction: 1 }))[2]).toEqual(rankings[2]);
});

test("all swaps put the group last", async () => {
  for (const ranking of await biased({ fraction: 1 })) {
    expect(ranking.slice(items / 2).sort()).toEqual(disadvantaged);
  }
});

test("a key decides the draws", async () => {
  const drawn = (seed: number) =>
    swappingBias(matrix(rankings), disadvantaged, random.key(seed), { fraction: 0.4 }).jsAsync();
  expect(await drawn(1)).toEqual(await drawn(1));
  const different = await Promise.all([1, 2, 3, 4, 5].map(drawn));
  expect(new Set(different.map((rows) => `${rows}`)).size).toBeGreaterThan(1);
});

test("frees what it is given", async () => {
  const run = async () => {
    await biased({ fraction: 0.5 });
    await swappingBias(matrix(rankings), disadvantaged, random.key(1), { fraction: 0.4 }).data();
  };
  await run();
  expect(await leakedBuffers(run)).toBe(0);
});

describe("refuses", () => {
  const few = () => np.array(draws.map((row) => row.slice(0, 3)));
  const full = () => np.array(draws);
  const cases: [string, () => unknown, string][] = [
    ["too few draws", () => swappingBias(matrix(rankings), disadvantaged, few(), { fraction: 1 }), "draws"],
    [
      "draws for fewer judges",
      () => swappingBias(matrix(rankings), disadvantaged, np.zeros([2, 16]), { fraction: 1 }),
      "draws",
    ],
    [
      "a draw of 1",
      () => swappingBias(matrix(rankings), disadvantaged, np.ones([3, 16]), { fraction: 1 }),
      "draws",
    ],
    ["phi = 0", () => swappingBias(matrix(rankings), disadvantaged, full(), { phi: 0, fraction: 1 }), "phi"],
    [
      "phi > 1",
      () => swappingBias(matrix(rankings), disadvantaged, full(), { phi: 1.1, fraction: 1 }),
      "phi",
    ],
    [
      "fraction > 1",
      () => swappingBias(matrix(rankings), disadvantaged, full(), { fraction: 1.1 }),
      "fraction",
    ],
    [
      "fraction < 0",
      () => swappingBias(matrix(rankings), disadvantaged, full(), { fraction: -0.1 }),
      "fraction",
    ],
    ["an unknown item", () => swappingBias(matrix(rankings), [8], full(), { fraction: 1 }), "disadvantaged"],
    [
      "a row that is no permutation",
      () => swappingBias(matrix([[0, 0]]), [0], full(), { fraction: 1 }),
      "rankings",
    ],
  ];
  for (const [name, call, argument] of cases) {
    test(name, () => expect(call).toThrow(expect.objectContaining({ argument })));
  }
});

test("gives int32 rankings for unsigned ones as well", async () => {
  const unsigned = np.array(Uint32Array.from(rankings.flat()), { shape: [3, items] });
  const result = swappingBias(unsigned, disadvantaged, np.array(draws), { fraction: 0.5 });
  expect(result.dtype).toBe(np.int32);
  expect(await result.jsAsync()).toEqual(await biased({ fraction: 0.5 }));
});
