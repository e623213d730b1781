import { rng } from "@offprint/datasets";
import { expect, test } from "vitest";
import { drawTwoDigits, loadDigitPools, twoDigitPixelCount } from "./twoDigits.ts";

test("every digit has images to draw from, three quarters of them for training", async () => {
  const { train, test: held } = await loadDigitPools();
  const count = (pool: Float32Array[][]) => pool.reduce((sum, images) => sum + images.length, 0);
  expect([count(train), count(held)]).toEqual([1348, 449]);
  for (const pool of [train, held]) for (const images of pool) expect(images.length).toBeGreaterThan(30);
});

test("an image shows the first digit to the left and the second to the right", async () => {
  const { train } = await loadDigitPools();
  const digit = (value: number) => [new Float32Array(64).fill(value)];
  const pool = train.map((_, label) => digit(label));
  const image = drawTwoDigits(rng(1), pool, [37]);
  expect(image).toHaveLength(twoDigitPixelCount);
  const half = (from: number) =>
    Array.from({ length: 64 }, (_, i) => image[Math.floor(i / 8) * 16 + from + (i % 8)]!).reduce(
      (sum, value) => sum + value / 64,
      0,
    );
  expect(half(0)).toBeCloseTo(3 - 0.3, 1);
  expect(half(8)).toBeCloseTo(7 - 0.3, 1);
});

test("equal seeds draw equal images, and images of a class differ", async () => {
  const { train } = await loadDigitPools();
  const drawn = drawTwoDigits(rng(5), train, [12, 12]);
  expect(drawTwoDigits(rng(5), train, [12, 12])).toEqual(drawn);
  expect(drawn.slice(0, twoDigitPixelCount)).not.toEqual(drawn.slice(twoDigitPixelCount));
});
