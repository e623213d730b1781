import { jit, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { readLabels } from "./readLabels.ts";
import { readRows } from "./readRows.ts";

test("reads rows as they are or at length 1, and borrows them", () => {
  const x = np.array([[3, 4], [0, 1e-30]]); // prettier-ignore
  expect([...readRows("x", x, { normalize: false }).values.slice(0, 2)]).toEqual([3, 4]);
  expect([...readRows("x", x, { normalize: true }).values]).toEqual([0.6, 0.8, 0, 1]);
  x.dispose();
});

test("has no values inside a program", () => {
  const refusal = expect.objectContaining({ name: "InvalidArgumentError", argument: "x" });
  const program = jit((x: np.Array) => np.array(readRows("x", x, { normalize: false }).count));
  expect(() => program(np.ones([2, 2]))).toThrow(refusal);
});

test("labels are read from either kind of list", () => {
  expect([...(readLabels(np.array(Int32Array.of(2, 1))) as Int32Array)]).toEqual([2, 1]);
  const list = Int32Array.of(2, 1);
  expect(readLabels(list)).toBe(list);
});
