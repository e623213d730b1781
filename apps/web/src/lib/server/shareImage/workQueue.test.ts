import { expect, test } from "vitest";
import { BusyError, workQueue } from "./workQueue.ts";

test("does some pieces at once, lets some wait in order, and refuses the rest", async () => {
  const enqueue = workQueue({ atOnce: 2, waiting: 2 });
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (index: number) => () => {
    begun.push(index);
    return new Promise<number>((resolve) => ends.push(() => resolve(index)));
  };
  const results = [0, 1, 2, 3].map((index) => enqueue(work(index)));
  await expect(enqueue(work(4))).rejects.toThrow(BusyError);
  expect(begun).toEqual([0, 1]);
  ends[1]!();
  expect(await results[1]).toBe(1);
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2]);
  ends[0]!();
  await results[0];
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2, 3]);
  ends[2]!();
  ends[3]!();
  expect(await Promise.all(results)).toEqual([0, 1, 2, 3]);
});

test("work that fails makes room for the next", async () => {
  const enqueue = workQueue({ atOnce: 1, waiting: 1 });
  const failed = enqueue(() => Promise.reject(new Error("broken")));
  const next = enqueue(() => Promise.resolve("done"));
  await expect(failed).rejects.toThrow("broken");
  expect(await next).toBe("done");
});
