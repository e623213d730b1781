import { numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { leakedBuffers } from "../testing/index.ts";
import { gradientVariation } from "./gradientVariation.ts";
import { optimisticOmd } from "./optimisticOmd.ts";

const rows = [
  [1, 2],
  [1, 0],
  [-2, 0.5],
];

test("sums squared changes, the first against zero", () => {
  expect(gradientVariation(np.array(rows))).toBeCloseTo(5 + 4 + 9.25, 6);
});

test("is what the learner keeps", () => {
  const learner = optimisticOmd({ domain: { radius: 1 }, gradientBound: 3 });
  const state = rows.reduce((before, row) => learner.update(before, row), learner.init(2));
  expect(gradientVariation(np.array(rows))).toBeCloseTo(state.gradientVariation, 12);
});

test("frees what it is given", async () => {
  expect(await leakedBuffers(() => void gradientVariation(np.array(rows)))).toBe(0);
});

test("refuses vectors, no rounds, integers and NaN", () => {
  const refusal = expect.objectContaining({ argument: "gradients" });
  expect(() => gradientVariation(np.array([1, 2]))).toThrow(refusal);
  expect(() => gradientVariation(np.zeros([0, 2]))).toThrow(refusal);
  expect(() => gradientVariation(np.zeros([2, 2], { dtype: np.int32 }))).toThrow(refusal);
  expect(() => gradientVariation(np.array([[1, NaN]]))).toThrow(refusal);
});
