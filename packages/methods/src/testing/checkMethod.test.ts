import { type Array, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { checkMethod, leakedBuffers, type MethodSpec, methodChecks } from "./index.ts";

const sound: MethodSpec = {
  name: "sum of squares",
  apply: (x) => {
    if (x!.ndim !== 2) throw new InvalidArgumentError("x", "a matrix", `${x!.ndim} axes`);
    return np.square(x!).sum();
  },
  makeInputs: (seed) => [{ shape: [3, 2], values: [0.1, -2, 0.3, 0.4, 1.5, seed] }],
  shape: [],
  differentiable: [0],
  batchInputs: [0],
  badCalls: [{ name: "a vector", call: () => sound.apply(np.zeros([3])), argument: "x" }],
};

describe("a sound method", () => {
  for (const check of methodChecks(sound)) test(check.name, check.run);
});

describe("a faulty method is caught", () => {
  const faults: Record<string, [Partial<MethodSpec>, RegExp]> = {
    "wrong shape": [{ shape: [1] }, /shape/],
    "leaked input": [{ apply: (x) => np.square(x!.ref).sum() }, /buffers more/],
    "input freed twice": [{ apply: (x) => x!.add(np.square(x!)).sum() }, /freed|disposed|use/i],
    "wrong gradient": [{ apply: (x) => np.abs(np.floor(x!)).sum().add(0) }, /gradient/],
    "order matters": [{ apply: (x) => firstRow(x!) }, /order|reordered/],
    "no refusal": [{ badCalls: [{ name: "anything", call: () => 1, argument: "x" }] }, /went through/],
    "wrong blame": [{ badCalls: [{ ...sound.badCalls![0]!, argument: "y" }] }, /blames x/],
    "not finite": [{ apply: (x) => np.log(x!.mul(0)).sum() }, /not finite/],
  };
  const firstRow = (x: Array) => x.slice([0, 1]).sum();

  for (const [name, [change, message]] of Object.entries(faults)) {
    test(name, async () => {
      await expect(checkMethod({ ...sound, ...change })).rejects.toThrow(message);
    });
  }
});

test("leakedBuffers counts what stays behind", async () => {
  const kept: Array[] = [];
  const leaked = await leakedBuffers(() => {
    kept.push(np.array([1, 2]), np.array([3, 4]));
    np.array([5, 6]).dispose();
  });
  expect(leaked).toBe(2);
  expect(await leakedBuffers(() => kept.forEach((x) => x.dispose()))).toBe(-2);
});
