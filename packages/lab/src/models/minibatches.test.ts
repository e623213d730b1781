import { random } from "@jax-js/jax";
import { leakedBuffers } from "@offprint/methods/testing";
import { expect, test } from "vitest";
import { minibatches } from "./index.ts";

const flat = (batches: Int32Array[]) => batches.flatMap((batch) => Array.from(batch));

test("an epoch shows every example once, in an order of its own", async () => {
  const batches = await minibatches(random.key(1), 20, 5);
  expect(batches.map((batch) => batch.length)).toEqual([5, 5, 5, 5]);
  const order = flat(batches);
  const sorted = order.toSorted((a, b) => a - b);
  expect(sorted).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(order).not.toEqual(sorted);
});

test("equal keys give equal batches, others do not", async () => {
  const first = await minibatches(random.key(1), 20, 5);
  expect(await minibatches(random.key(1), 20, 5)).toEqual(first);
  expect(await minibatches(random.key(2), 20, 5)).not.toEqual(first);
});

test("what is too short at the end is left out or kept", async () => {
  expect(flat(await minibatches(random.key(1), 11, 4))).toHaveLength(8);
  const kept = await minibatches(random.key(1), 11, 4, { dropLast: false });
  expect(kept.map((batch) => batch.length)).toEqual([4, 4, 3]);
});

test("nothing is left behind", async () => {
  const body = async () => void (await minibatches(random.key(1), 11, 4));
  await body();
  expect(await leakedBuffers(body)).toBe(0);
});
