import { describe, expect, test } from "vitest";
import { agrees, goldenCases } from "../internal/goldenCase.ts";
import { expectBadArgument, sum } from "../internal/testing.ts";
import { twoLesionRaters } from "./twoLesionRaters.ts";

interface GoldenLesions {
  maskSums: number[][];
  masks: number[][][];
  imageSamples: { y: number; x: number; value: number }[];
}

function maskSums({ masks, masksShape }: ReturnType<typeof twoLesionRaters>): number[][] {
  return Array.from({ length: masksShape[0] }, (_, i) =>
    [0, 1, 2, 3].map((rater) => sum(masks.slice((4 * i + rater) * 256, (4 * i + rater + 1) * 256))),
  );
}

describe("twoLesionRaters", () => {
  test("gives the known images", () => {
    const lesions = twoLesionRaters(1000, { count: 2 });
    expect([lesions.imagesShape, lesions.masksShape]).toEqual([
      [2, 16, 16],
      [2, 4, 16, 16],
    ]);
    expect(maskSums(lesions)).toEqual([
      [11, 21, 32, 41],
      [13, 23, 36, 45],
    ]);
    expect(sum(lesions.images)).toBeCloseTo(58.231593, 6);
  });

  test.each(goldenCases<GoldenLesions>("pulaski", "twoLesionRaters"))("golden case $name", (golden) => {
    const count = Number(golden.options.count);
    const lesions = twoLesionRaters(golden.inputs.seed, { count });
    const { value } = golden.expected;
    expect(maskSums(lesions)).toEqual(value.maskSums);
    expect([...lesions.masks.slice((count - 1) * 4 * 256)]).toEqual(value.masks.flat(2));
    const last = lesions.images.slice((count - 1) * 256);
    const wrong = value.imageSamples.filter(({ y, x, value }) => !agrees(last[y * 16 + x]!, value, golden));
    expect(wrong).toEqual([]);
  });

  test("more generous raters mark more", () => {
    const { masks } = twoLesionRaters(3, { count: 5 });
    for (let i = 0; i < 5 * 256; i++) {
      const at = (rater: number) => masks[Math.floor(i / 256) * 1024 + rater * 256 + (i % 256)]!;
      expect(at(0) <= at(1) && at(1) <= at(2) && at(2) <= at(3)).toBe(true);
    }
  });

  test("refuses another count", async () => {
    await expectBadArgument("count", () => twoLesionRaters(0, { count: 0 }));
  });
});
