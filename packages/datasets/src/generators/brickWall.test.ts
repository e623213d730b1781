import { describe, expect, test } from "vitest";
import { agrees, goldenCases } from "../internal/goldenCase.ts";
import { expectBadArgument, sum } from "../internal/testing.ts";
import { brickWall } from "./brickWall.ts";
import type { BrickWall, BrickWallKind } from "./brickWall.ts";

interface GoldenWall {
  accurate: number[][];
  noisy: number[][];
  pseudo: number[][];
  imageMean: number[];
  imageStd: number[];
  imageSamples: { c: number; y: number; x: number; value: number }[];
}

function maskSums({ accurate, noisy, pseudo }: BrickWall): number[] {
  return [accurate, noisy, pseudo].map(sum);
}

function meanAndStd(values: Float64Array): { mean: number; std: number } {
  const mean = sum(values) / values.length;
  return { mean, std: Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length) };
}

describe("brickWall", () => {
  test.each<[number, BrickWallKind, number[]]>([
    [0, "indistr", [374, 329, 214]],
    [1, "indistr", [341, 272, 256]],
    [201000, "colors", [389, 278, 312]],
    [5, "angles", [338, 258, 239]],
    [5, "graffiti", [365, 261, 294]],
    [5, "objects", [365, 270, 223]],
    [5, "shadows", [365, 264, 120]],
    [5, "occlusion", [365, 242, 205]],
  ])("seed %i, %s has the known masks", (seed, kind, expected) => {
    expect(maskSums(brickWall(seed, { kind }))).toEqual(expected);
  });

  test("gives the known images", () => {
    const first = brickWall(0);
    expect(first.shape).toEqual([3, 32, 32]);
    expect(sum(first.image)).toBeCloseTo(1377.179158566, 8);
    expect(first.image[0]).toBeCloseTo(0.494420529301, 11);
    expect(sum(brickWall(1).image)).toBeCloseTo(1578.109224196, 8);
    expect(sum(brickWall(201000, { kind: "colors" }).image)).toBeCloseTo(1597.253698934, 8);
  });

  test.each(goldenCases<GoldenWall>("topomortar", "brickWall"))("golden case $name", (golden) => {
    const wall = brickWall(golden.inputs.seed, golden.options);
    const { value } = golden.expected;
    const [, size] = wall.shape;
    for (const mask of ["accurate", "noisy", "pseudo"] as const) {
      expect([...wall[mask]]).toEqual(value[mask].flat());
    }
    const pixels = size * size;
    for (let c = 0; c < 3; c++) {
      const { mean, std } = meanAndStd(wall.image.slice(c * pixels, (c + 1) * pixels));
      expect(agrees(mean, value.imageMean[c]!, golden)).toBe(true);
      expect(agrees(std, value.imageStd[c]!, golden)).toBe(true);
    }
    const wrong = value.imageSamples.filter(
      ({ c, y, x, value }) => !agrees(wall.image[c * pixels + y * size + x]!, value, golden),
    );
    expect(wrong).toEqual([]);
  });

  test("about a third of the pixels is mortar", () => {
    const walls = Array.from({ length: 40 }, (_, seed) => brickWall(seed));
    const share = sum(walls.map((wall) => sum(wall.accurate))) / (40 * 32 * 32);
    expect(share).toBeCloseTo(0.35, 1);
  });

  test("refuses options out of range", async () => {
    // @ts-expect-error no such kind
    await expectBadArgument("kind", () => brickWall(0, { kind: "marble" }));
    await expectBadArgument("size", () => brickWall(0, { size: 0 }));
    await expectBadArgument("seed", () => brickWall(1.5));
  });
});
