import { loadDigits } from "@offprint/datasets";
import { expect, test } from "vitest";
import { splitByIndex } from "./digitsByIndex.ts";

test("every fourth image is for tests, and images keep their digits", async () => {
  const { train, test: held } = await splitByIndex();
  const { data, labels } = await loadDigits();
  expect([train.count, held.count]).toEqual([1348, 449]);
  const pixels = (index: number) => Float32Array.from(data.subarray(64 * index, 64 * (index + 1)));
  expect(held.images.slice(64, 128)).toEqual(pixels(7));
  expect([held.labels[1], train.labels[3]]).toEqual([labels[7], labels[4]]);
  expect(train.images.slice(3 * 64, 4 * 64)).toEqual(pixels(4));
});
