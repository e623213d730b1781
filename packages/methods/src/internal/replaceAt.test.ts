import { type Array, grad, jit, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { replaceAt } from "./replaceAt.ts";

const values = () => np.array([1, 2, 3, 4]);
const indices = (...places: number[]) => np.array(Int32Array.from(places));

test("replaces entries and leaves the others, eagerly and in a program", async () => {
  const replaced = [0.5, 2, 3, 7];
  const arguments_ = (): [Array, Array, Array] => [values(), indices(3, 0), np.array([7, 0.5])];
  expect(await replaceAt(...arguments_()).jsAsync()).toEqual(replaced);
  const program = jit(replaceAt);
  expect(await program(...arguments_()).jsAsync()).toEqual(replaced);
  program.dispose();
});

test.each([1, 2, 7, 12, 30])("reaches every place of a vector of %s", async (n) => {
  const old = () => np.array(Float32Array.from({ length: n }, (_, i) => -i));
  for (let place = 0; place < n; place++) {
    const result = (await replaceAt(old(), indices(place), np.array([0.1])).jsAsync()) as number[];
    expect(result).toEqual([...(await old().data())].map((x, i) => (i === place ? Math.fround(0.1) : x)));
  }
});

test("takes the last entry where an index comes twice", async () => {
  expect(await replaceAt(values(), indices(2, 1, 2), np.array([10, 20, 30])).jsAsync()).toEqual([
    1, 20, 30, 4,
  ]);
});

test("lets no gradient through, and frees everything", async () => {
  const slope = async () => {
    const total = (entries: Array) =>
      replaceAt(values(), indices(0, 1), entries.ref).sum().add(entries.sum());
    return (grad(total)(np.array([5, 6])) as Array).jsAsync();
  };
  expect(await slope()).toEqual([1, 1]);
  expect(await leakedBuffers(async () => void (await slope()))).toBe(0);
});
