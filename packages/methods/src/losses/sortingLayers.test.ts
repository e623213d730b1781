import { describe, expect, test } from "vitest";
import { sortingLayers, type SortingNetwork } from "./sortingLayers.ts";

/** Runs the comparators on plain numbers. */
function sort(values: number[], network: SortingNetwork): number[] {
  const wires = [...values];
  for (const [a, b, low] of sortingLayers(values.length, network).flat() as [number, number, number][]) {
    const [smaller, larger] = [Math.min(wires[a]!, wires[b]!), Math.max(wires[a]!, wires[b]!)];
    [wires[a], wires[b]] = low === a ? [smaller, larger] : [larger, smaller];
  }
  return wires;
}

/** A network that sorts all sequences of 0 and 1 sorts everything. */
const sortsAll = (m: number, network: SortingNetwork) =>
  Array.from({ length: 2 ** m }, (_, code) => Array.from({ length: m }, (_, at) => (code >> at) & 1)).every(
    (values) => sort(values, network).join() === values.toSorted((a, b) => a - b).join(),
  );

describe("oddEven", () => {
  test("compares neighbours, from wire 0 and from wire 1 in turn", () => {
    const even = [[0, 1, 0], [2, 3, 2]]; // prettier-ignore
    const odd = [[1, 2, 1], [3, 4, 3]]; // prettier-ignore
    expect(sortingLayers(5, "oddEven")).toEqual([even, odd, even, odd, even]);
  });

  test("of two wires compares them once", () => {
    expect(sortingLayers(2, "oddEven")).toEqual([[[0, 1, 0]], []]);
  });

  test.each([2, 3, 7, 64])("has m layers and m(m − 1)/2 comparators for m = %i", (m) => {
    const layers = sortingLayers(m, "oddEven");
    expect(layers).toHaveLength(m);
    expect(layers.flat()).toHaveLength((m * (m - 1)) / 2);
  });

  test.each([2, 3, 4, 5, 6, 7, 8, 9])("sorts %i values", (m) => expect(sortsAll(m, "oddEven")).toBe(true));
});

describe("bitonic", () => {
  test("compares over powers of two, with blocks in turn ascending and descending", () => {
    expect(sortingLayers(4, "bitonic")).toEqual([
      [[0, 1, 0], [2, 3, 3]],
      [[0, 2, 0], [1, 3, 1]],
      [[0, 1, 0], [2, 3, 2]],
    ]); // prettier-ignore
  });

  test("of three wires is that of four without the lowest", () => {
    expect(sortingLayers(3, "bitonic")).toEqual([[[1, 2, 2]], [[0, 2, 0]], [[1, 2, 1]]]);
  });

  test.each([2, 4, 8, 16, 1024])("has K(K + 1)/2 layers of m/2 comparators for m = %i", (m) => {
    const depth = Math.log2(m);
    const layers = sortingLayers(m, "bitonic");
    expect(layers).toHaveLength((depth * (depth + 1)) / 2);
    for (const layer of layers) expect(layer).toHaveLength(m / 2);
  });

  test.each([2, 3, 4, 5, 6, 7, 8, 9])("sorts %i values", (m) => expect(sortsAll(m, "bitonic")).toBe(true));
});

test.each(["oddEven", "bitonic"] as const)(
  "the comparators of a layer touch different wires (%s)",
  (network) => {
    for (const m of [2, 3, 6, 11, 16, 33]) {
      for (const layer of sortingLayers(m, network)) {
        const wires = layer.flatMap(([a, b]) => [a!, b!]);
        expect(new Set(wires).size).toBe(wires.length);
        for (const [a, b, low] of layer as [number, number, number][]) {
          expect([a, b]).toContain(low);
          expect(a >= 0 && a < b && b < m).toBe(true);
        }
      }
    }
  },
);

test.each([
  [1, "oddEven", "m"],
  [2.5, "oddEven", "m"],
  [4, "merge" as "bitonic", "network"],
] as const)("refuses %j wires of %s", (m, network, argument) => {
  expect(() => sortingLayers(m, network)).toThrow(
    expect.objectContaining({ name: "InvalidArgumentError", argument }),
  );
});
