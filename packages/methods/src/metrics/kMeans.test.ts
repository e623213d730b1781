import { numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { kMeans } from "./kMeans.ts";
import { normalizedMutualInformation } from "./normalizedMutualInformation.ts";

const corners = [[0, 0], [0, 8], [8, 0], [8, 8]]; // prettier-ignore
/** Five points around each corner of a square. */
const points = corners.flatMap(([x, y]) =>
  [0, 1, 2, 3, 4].map((turn) => [x! + Math.cos(turn * 1.3), y! + Math.sin(turn * 1.3)]),
);
const labels = Int32Array.from(points, (_, i) => Math.floor(i / 5));
const inPlane = { normalize: false } as const;

describe("kMeans", () => {
  test("finds clusters that are apart, from any seed", () => {
    for (const seed of [0, 1, 2, 3]) {
      const { assignment, centres, inertia } = kMeans(np.array(points), { clusters: 4, seed, ...inPlane });
      expect(normalizedMutualInformation(assignment, labels)).toBeCloseTo(1, 12);
      const middles = corners.map((_, corner) =>
        [0, 1].map((axis) =>
          points.slice(5 * corner, 5 * corner + 5).reduce((sum, p) => sum + p[axis]! / 5, 0),
        ),
      );
      for (const middle of middles) {
        const near = centres.some(
          (centre) => Math.hypot(centre[0]! - middle[0]!, centre[1]! - middle[1]!) < 1e-5,
        );
        expect(near).toBe(true);
      }
      expect(inertia).toBeGreaterThan(0);
      expect(inertia).toBeLessThan(20.1);
    }
  });

  test("repeats itself, and more clusters fit better", () => {
    const fit = (clusters: number) => kMeans(np.array(points), { clusters, seed: 7, ...inPlane });
    expect(fit(4)).toEqual(fit(4));
    expect(fit(20).inertia).toBeCloseTo(0, 8);
    expect(fit(1).inertia).toBeGreaterThan(fit(4).inertia);
  });

  test("takes directions unless told otherwise, and equal points", () => {
    const rays = kMeans(np.array([[1, 0], [5, 0], [0, 1], [0, 9]]), { clusters: 2 }); // prettier-ignore
    expect(normalizedMutualInformation(rays.assignment, [0, 0, 1, 1])).toBe(1);
    expect(rays.inertia).toBe(0);
    expect(kMeans(np.ones([3, 2]), { clusters: 3 }).inertia).toBeCloseTo(0, 12);
  });

  test("frees what it is given", async () => {
    expect(await leakedBuffers(async () => void kMeans(np.ones([3, 2]), { clusters: 2 }))).toBe(0);
  });

  const refused: [string, () => unknown, string][] = [
    ["no clusters", () => kMeans(np.ones([3, 2]), { clusters: 0 }), "clusters"],
    ["more clusters than examples", () => kMeans(np.ones([3, 2]), { clusters: 4 }), "clusters"],
    ["a seed below 0", () => kMeans(np.ones([3, 2]), { clusters: 2, seed: -1 }), "seed"],
    ["no starts", () => kMeans(np.ones([3, 2]), { clusters: 2, starts: 0 }), "starts"],
    ["no rounds", () => kMeans(np.ones([3, 2]), { clusters: 2, maxRounds: 0 }), "maxRounds"],
    ["a vector", () => kMeans(np.ones([3]), { clusters: 1 }), "embeddings"],
    ["a row of zeros", () => kMeans(np.zeros([3, 2]), { clusters: 1 }), "embeddings"],
  ];
  for (const [name, call, argument] of refused) {
    test(`refuses ${name}`, () => expect(call).toThrow(expect.objectContaining({ argument })));
  }
});

describe("normalizedMutualInformation", () => {
  test("of the same partition is 1, whatever its names", () => {
    expect(normalizedMutualInformation([0, 0, 1, 2], [5, 5, 9, 7])).toBeCloseTo(1, 12);
    expect(normalizedMutualInformation([3, 3], [8, 8])).toBe(1);
  });

  test("of partitions that say nothing of each other is 0", () => {
    expect(normalizedMutualInformation([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(0, 12);
    expect(normalizedMutualInformation([0, 0, 1, 1], [4, 4, 4, 4])).toBe(0);
  });

  test("is twice the information over the sum of entropies", () => {
    // Knowing the finer partition tells the coarser one: the information is ln 2.
    const finer = Math.LN2 / 2 + Math.log(4) / 2;
    const expected = (2 * Math.LN2) / (Math.LN2 + finer);
    expect(normalizedMutualInformation([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(expected, 12);
    expect(normalizedMutualInformation([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(expected, 12);
  });

  const refused: [string, number[], number[], string][] = [
    ["no examples", [], [], "first"],
    ["unequal lengths", [0, 1], [0], "second"],
    ["fractions", [0.5], [0], "first"],
  ];
  for (const [name, first, second, argument] of refused) {
    test(`refuses ${name}`, () => {
      const call = () => normalizedMutualInformation(first, second);
      expect(call).toThrow(expect.objectContaining({ argument }));
    });
  }
});
