import { numpy as np, random, tree } from "@jax-js/jax";
import { compile, dispose, toArrays } from "@offprint/compile";
import type { Compile } from "@offprint/lab";
import { dense } from "@offprint/lab/models";
import { compSumLoss } from "@offprint/methods/losses";
import { leakedBuffers } from "@offprint/methods/testing";
import { pgdAttack, randomPerturbation } from "@offprint/methods/training";
import { describe, expect, test } from "vitest";
import { attacker, type Strength } from "./attacker.ts";
import { meanAccuracy } from "./classAccuracy.ts";
import { robustAccuracy } from "./robustAccuracy.ts";

const compileOn =
  (target: "jit" | "onnx"): Compile =>
  (fn) =>
    compile(fn, { target });

/** The pixel of its label is brightest in every image, by 0.2, 0.4 or 0.6; the last label is wrong. */
const makeData = () => ({
  images: np.array([
    [0.6, 0.4, 0],
    [0.2, 0.6, 0],
    [0, 0.8, 0.2],
    [0.9, 0.1, 0.1],
  ]),
  labels: np.array(Int32Array.of(0, 1, 1, 2)),
});
/** Scores are pixels. */
const makeParams = () => ({ weights: np.eye(3, 10).mul(5), bias: np.zeros([10]) });

async function measured(strength: Strength, target: "jit" | "onnx" = "jit", params = makeParams()) {
  const data = makeData();
  const accuracy = robustAccuracy(compileOn(target), dense.apply, data, strength, random.key(3));
  const first = await accuracy.measure(params);
  expect(await accuracy.measure(params)).toEqual(first);
  accuracy.dispose();
  dispose([params, data]);
  return first;
}

describe.each(["jit", "onnx"] as const)("on %s", (target) => {
  test("an attack fells what stands closer than twice its radius", async () => {
    const { clean, robust } = await measured({ epsilon: 0.15, stepSize: 0.05, steps: 10 }, target);
    expect(clean.overall).toBeCloseTo(0.75, 6);
    expect(clean.perClass.slice(0, 3)).toEqual([1, 1, 0]);
    expect(clean.perClass[3]).toBeNaN();
    expect(robust.overall).toBeCloseTo(0.5, 6);
    expect(robust.perClass.slice(0, 3)).toEqual([0, 1, 0]);
  });
});

test.each([7, 12, 20])("%i steps are the attack of so many steps", async (steps) => {
  const [data, params] = [makeData(), makeParams()];
  const strength = { epsilon: 0.3, stepSize: 0.02, steps };
  const { attack, dispose: end } = attacker(compileOn("jit"), dense.apply, data, strength, random.key(3));
  const got = await attack(params);
  const initialPerturbation = randomPerturbation(random.key(3), [4, 3], strength);
  const want = pgdAttack(
    (x) => compSumLoss(dense.apply(tree.ref(params), x), data.labels.ref, { reduction: "none" }),
    data.images.ref,
    { ...strength, initialPerturbation },
  );
  const difference = np.max(np.abs(toArrays(got).sub(want))).js() as number;
  expect(difference).toBeLessThan(1e-6);
  end();
  dispose([got, data, params]);
});

test("radius 0 leaves the clean accuracy", async () => {
  const { clean, robust } = await measured({ epsilon: 0, stepSize: 0.1, steps: 5 });
  expect(robust).toEqual(clean);
});

test("a diverged network answers with the first class", async () => {
  const params = makeParams();
  const broken = { weights: params.weights.mul(NaN), bias: params.bias };
  const { clean } = await measured({ epsilon: 0.1, stepSize: 0.1, steps: 5 }, "jit", broken);
  expect(clean.perClass.slice(0, 3)).toEqual([1, 0, 0]);
});

test("the accuracy of a group of classes", () => {
  expect(meanAccuracy({ overall: 0.5, perClass: [1, 0.5, 0] }, [0, 1])).toBe(0.75);
});

test("leaves nothing behind", async () => {
  const run = async () => void (await measured({ epsilon: 0.1, stepSize: 0.1, steps: 10 }));
  await run();
  expect(await leakedBuffers(run)).toBe(0);
});
