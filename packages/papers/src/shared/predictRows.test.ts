import { numpy as np, random } from "@jax-js/jax";
import { compile, liveProgramArrays, preferredTarget } from "@offprint/compile";
import type { Compile } from "@offprint/lab";
import { mlp } from "@offprint/lab/models";
import { leakedBuffers } from "@offprint/methods/testing";
import { expect, test } from "vitest";
import { predictRows } from "./predictRows.ts";

const target = preferredTarget();
const compileHere: Compile = (fn) => compile(fn, { target });
const never = new AbortController().signal;

test("answers every row once and in order, whatever the batches", async () => {
  const [params, inputs] = [mlp.init(random.key(1), [3, 4, 2]), random.normal(random.key(2), [10, 3])];
  const all = async (batchSize: number) =>
    (await predictRows(compileHere, mlp.apply, { params, inputs, batchSize, signal: never })).jsAsync();
  const whole = (await all(10)) as number[][];
  expect(whole).toHaveLength(10);
  expect(await all(4)).toEqual(whole);
  expect(await all(256)).toEqual(whole);
  const third = mlp.apply(params, inputs.slice([2, 3]));
  expect(((await third.jsAsync()) as number[][])[0]![1]).toBeCloseTo(whole[2]![1]!, 5);
});

test("leaves nothing behind, also when it is stopped", async () => {
  const run = async (signal: AbortSignal) => {
    const [params, inputs] = [mlp.init(random.key(1), [3, 2]), np.ones([5, 3])];
    const rows = predictRows(compileHere, mlp.apply, { params, inputs, batchSize: 2, signal });
    await rows.then((answers) => answers.dispose()).catch(() => {});
    [...params.flatMap(({ weights, bias }) => [weights, bias]), inputs].forEach((x) => x.dispose());
  };
  await run(never);
  const before = liveProgramArrays();
  expect(await leakedBuffers(() => run(never))).toBe(0);
  expect(await leakedBuffers(() => run(AbortSignal.abort()))).toBe(0);
  expect(liveProgramArrays()).toBe(before);
});
