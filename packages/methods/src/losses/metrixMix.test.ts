import { type Array, DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, methodChecks } from "../testing/index.ts";
import { metrixMix, validateMetrixMix } from "./metrixMix.ts";

const wave = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(2.3 * i + 0.2 * i * i + phase));
const makeInputs = (seed: number) => [
  { shape: [3, 4], values: wave(12, seed) },
  { shape: [3, 4], values: wave(12, seed + 2) },
  { shape: [3], values: wave(3, seed).map((x) => 0.5 + 0.4 * x) },
];
const first = () => np.array([[1, 0], [1, 0]]); // prettier-ignore
const second = () => np.array([[0, 1], [0, 1]]); // prettier-ignore
const lambda = () => np.array([0.25, 1]);
const calling = (a: () => Array, b: () => Array, c: () => Array) => () => metrixMix(a(), b(), c());
const badCalls: BadCall[] = [
  { name: "a vector", call: calling(() => np.ones([2]), second, lambda), argument: "first" },
  { name: "no rows", call: calling(() => np.ones([0, 2]), second, lambda), argument: "first" },
  {
    name: "integers",
    call: calling(first, () => np.ones([2, 2], { dtype: DType.Int32 }), lambda),
    argument: "second",
  },
  { name: "rows of another width", call: calling(first, () => np.ones([2, 3]), lambda), argument: "second" },
  { name: "one lambda too many", call: calling(first, second, () => np.ones([3])), argument: "lambda" },
  {
    name: "a plain number for lambda",
    call: calling(first, second, () => 0.5 as never),
    argument: "lambda",
  },
];

for (const normalize of [true, false]) {
  describe(`normalize ${normalize}`, () => {
    const spec = {
      name: "metrixMix",
      apply: (a?: Array, b?: Array, c?: Array) => metrixMix(a!, b!, c!, { normalize }),
      makeInputs,
      shape: [3, 4],
      differentiable: [0, 1, 2],
      badCalls: normalize ? badCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
}

test("goes from the second row to the first, on the sphere or straight", async () => {
  const [mixed, pure] = await metrixMix(first(), second(), lambda()).jsAsync();
  expect(Math.hypot(...mixed)).toBeCloseTo(1, 6);
  expect(mixed[1] / mixed[0]).toBeCloseTo(3, 5);
  expect(pure).toEqual([1, 0]);
  const [straight] = await metrixMix(first(), second(), lambda(), { normalize: false }).jsAsync();
  expect(straight).toEqual([0.25, 0.75]);
});

test("opposite rows mix to zeros, not to NaN", async () => {
  const mixed = metrixMix(np.array([[1, 0]]), np.array([[-1, 0]]), np.array([0.5]));
  expect(await mixed.jsAsync()).toEqual([[0, 0]]);
});

test("validateMetrixMix keeps what is sound and names what is not", async () => {
  const [a, b, c] = [first(), second(), lambda()];
  await validateMetrixMix(a, b, c);
  expect(metrixMix(a, b, c).shape).toEqual([2, 2]);
  await expect(validateMetrixMix(first(), second(), np.array([-1, 0]))).rejects.toMatchObject({
    argument: "lambda",
  });
  await expect(validateMetrixMix(first(), np.array([[NaN, 1], [0, 1]]), lambda())).rejects.toMatchObject({ argument: "second" }); // prettier-ignore
});
