import { DType, numpy as np, random } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { methodChecks } from "../testing/index.ts";
import { newtonSchulz } from "./newtonSchulz.ts";

const checks = methodChecks({
  name: "newtonSchulz",
  apply: (x) => newtonSchulz(x!),
  makeInputs: (seed) => [
    { shape: [4, 3], values: globalThis.Array.from({ length: 12 }, (_, i) => Math.sin(i * i + 2 + seed)) },
  ],
  shape: [4, 3],
  badCalls: [
    { name: "a vector", call: () => newtonSchulz(np.zeros([3])), argument: "x" },
    { name: "integers", call: () => newtonSchulz(np.zeros([2, 2], { dtype: DType.Int32 })), argument: "x" },
    { name: "no step", call: () => newtonSchulz(np.zeros([2, 2]), { steps: 0 }), argument: "steps" },
  ],
});

describe("newtonSchulz", () => {
  for (const check of checks) test(check.name, check.run);

  test.each([
    [20, 6],
    [6, 20],
    [8, 8],
  ])("brings the singular values of a %d × %d matrix close to 1", async (n, m) => {
    const x = random.normal(random.key(n), [n, m]).astype(DType.Float64);
    const values = (await np.linalg.svdvals(newtonSchulz(x)).jsAsync()) as number[];
    const large = values.filter((value) => value > 0.65 && value < 1.25);
    // A square normal matrix has singular values too small to arrive within five steps.
    expect(large.length).toBeGreaterThanOrEqual(n === m ? m - 2 : Math.min(n, m));
  });

  test("commutes with transposition and ignores the scale", async () => {
    const x = () => random.normal(random.key(1), [5, 3]).astype(DType.Float64);
    const want = (await newtonSchulz(x()).jsAsync()) as number[][];
    const turned = (await newtonSchulz(x().transpose()).transpose().jsAsync()) as number[][];
    const scaled = (await newtonSchulz(x().mul(1e5)).jsAsync()) as number[][];
    for (const [i, row] of want.entries()) {
      for (const [j, value] of row.entries()) {
        expect(turned[i]![j]).toBeCloseTo(value, 12);
        expect(scaled[i]![j]).toBeCloseTo(value, 6);
      }
    }
  });

  test("leaves a zero matrix at zero", async () => {
    expect(await newtonSchulz(np.zeros([2, 2])).jsAsync()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});
