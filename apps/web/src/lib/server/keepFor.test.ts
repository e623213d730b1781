import { expect, test } from "vitest";
import { keepFor } from "./keepFor.ts";

function counter() {
  let times = 0;
  return () => Promise.resolve(++times);
}

test("works once within the time, and anew after it", async () => {
  let time = 0;
  const keep = keepFor<number>(10, 100, () => time);
  const work = counter();
  expect(await Promise.all([keep("a", work), keep("a", work)])).toEqual([1, 1]);
  time = 9_999;
  expect(await keep("a", work)).toBe(1);
  expect(await keep("b", work)).toBe(2);
  time = 10_000;
  expect(await keep("a", work)).toBe(3);
});

test("what fails is tried again", async () => {
  const keep = keepFor<number>(10, 100);
  await expect(keep("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await keep("a", counter())).toBe(1);
});

test("the oldest go when there are too many", async () => {
  const keep = keepFor<number>(10, 2);
  const work = counter();
  for (const key of ["a", "b", "c"]) await keep(key, work);
  expect(await keep("c", work)).toBe(3);
  expect(await keep("a", work)).toBe(4);
});
