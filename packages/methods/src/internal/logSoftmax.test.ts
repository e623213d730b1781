import { type Array, grad, numpy as np } from "@jax-js/jax";
import { expect, test } from "vitest";
import { logSoftmax } from "./logSoftmax.ts";

test("exponentials of a row add up to 1, also far from 0", async () => {
  const rows = [
    [0.3, -1, 2],
    [1e4, 1e4, -1e4],
  ];
  const logs = (await logSoftmax(np.array(rows)).jsAsync()) as number[][];
  for (const row of logs) {
    expect(row.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 6);
  }
  expect(logs[1]![2]).toBeCloseTo(-2e4 - Math.log(2), 1);
});

test("the slope of one entry is its mark minus the softmax", async () => {
  const row = [0.5, -0.25, 1];
  const total = row.reduce((sum, x) => sum + Math.exp(x), 0);
  const slope = await grad((x: Array) => logSoftmax(x).slice(0, 1))(np.array([row])).data();
  slope.forEach((value, i) => {
    expect(value).toBeCloseTo((i === 1 ? 1 : 0) - Math.exp(row[i]!) / total, 6);
  });
});
