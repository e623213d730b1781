import { type Array, DType, jit, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { methodChecks } from "../testing/index.ts";
import { validateWhiskerFilter, whiskerFilter, type WhiskerFilterOptions } from "./whiskerFilter.ts";

const list = (values: number[]) => np.array(Float64Array.from(values));
const kept = (values: number[], options?: WhiskerFilterOptions) =>
  whiskerFilter(list(values), options).jsAsync() as Promise<boolean[]>;

describe.each([undefined, 0, 0.4])("battery, whisker %s", (whisker) => {
  const checks = methodChecks({
    name: "whiskerFilter",
    apply: (x) => whiskerFilter(x!, whisker === undefined ? {} : { whisker }),
    makeInputs: (seed) => [
      { shape: [9], values: Float64Array.from({ length: 9 }, (_, i) => Math.sin(seed + 5.1 * i)) },
    ],
    shape: [9],
    resultDtype: () => DType.Bool,
    badCalls: [
      { name: "a matrix", call: () => whiskerFilter(np.ones([2, 2])), argument: "similarities" },
      { name: "an empty list", call: () => whiskerFilter(np.ones([0])), argument: "similarities" },
      {
        name: "integers",
        call: () => whiskerFilter(np.ones([3]).astype(np.int32)),
        argument: "similarities",
      },
      {
        name: "a negative whisker",
        call: () => whiskerFilter(np.ones([3]), { whisker: -1 }),
        argument: "whisker",
      },
      {
        name: "a whisker that is no number",
        call: () => whiskerFilter(np.ones([3]), { whisker: NaN }),
        argument: "whisker",
      },
    ],
  });
  for (const check of checks) test(check.name, check.run);
});

describe("values", () => {
  const plainly = (values: number[], whisker: number) => {
    const sorted = [...values].sort((a, b) => a - b);
    const [low, high] = [0.25, 0.75].map((part) => sorted[Math.floor(part * values.length)]!);
    const reach = whisker * (high! - low!);
    return values.map((value) => value >= low! - reach && value <= high! + reach);
  };

  test.each([1, 2, 3, 4, 5, 7, 8, 100])("are the rule's for %d values", async (length) => {
    const values = globalThis.Array.from({ length }, (_, i) => Math.tan(1 + 2.7 * i));
    for (const whisker of [0, 0.3, 1.5])
      expect(await kept(values, { whisker })).toEqual(plainly(values, whisker));
  });

  test("whisker 0 keeps from quartile to quartile, both included", async () => {
    expect(await kept([1, 2, 3, 4, 5, 6, 7, 8], { whisker: 0 })).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((value) => value >= 3 && value <= 7),
    );
  });

  test("values on the whiskers stay", async () => {
    expect(await kept([-4, 2, 4, 4, 6, 12, -4.01], { whisker: 2 })).toEqual(
      plainly([-4, 2, 4, 4, 6, 12, -4.01], 2),
    );
    expect(await kept([0, 1, 2, 3, 4.5], { whisker: 0.75 })).toEqual([true, true, true, true, true]);
    expect(await kept([0, 1, 2, 3, 4.75], { whisker: 0.75 })).toEqual([true, true, true, true, false]);
  });

  test("equal values stay, and anything else beside them goes", async () => {
    expect(await kept([5, 5, 5, 5, 5, 5.1])).toEqual([true, true, true, true, true, false]);
  });

  test("large values keep their order", async () => {
    expect(await kept([1e4, -1e4, 0, 1, 2, 3, 4])).toEqual([false, false, true, true, true, true, true]);
  });

  test("takes a part of a longer list, eagerly and in a program", async () => {
    const ofPart = (x: Array) => whiskerFilter(x.reshape([-1]).slice([0, 5]));
    const matrix = () => list([0, 1, 2, 3, 90, 91, 92, 93]).reshape([2, 4]);
    const program = jit(ofPart);
    const want = plainly([0, 1, 2, 3, 90], 1.5);
    expect(await ofPart(matrix()).jsAsync()).toEqual(want);
    expect(await program(matrix()).jsAsync()).toEqual(want);
    program.dispose();
  });
});

test("validateWhiskerFilter finds what is not finite, and keeps the list", async () => {
  const [fine, broken] = [list([1, 2, 3]), list([1, NaN, 3])];
  await validateWhiskerFilter(fine);
  expect(await fine.jsAsync()).toEqual([1, 2, 3]);
  await expect(validateWhiskerFilter(broken)).rejects.toMatchObject({ argument: "similarities" });
  await expect(validateWhiskerFilter(broken.ref, { whisker: -1 })).rejects.toMatchObject({
    argument: "whisker",
  });
});
