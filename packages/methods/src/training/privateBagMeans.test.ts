import { type Array, DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { privateBagMeans, type PrivateBagMeansOptions, validatePrivateBagMeans } from "./privateBagMeans.ts";

const makeInputs = (seed: number): InputValues[] => [
  { shape: [6], values: Float64Array.from({ length: 6 }, (_, i) => 3 * Math.sin(3.7 * i + seed)) },
  { shape: [3], values: [0.2, 0.5, 0.9] },
];
const options = { bagSize: 2, clip: 1.7, epsilon: 0.8 };
const four = () => np.zeros([4]);
const draws = () => np.full([2], 0.3);
const badCall = (name: string, argument: string, call: () => unknown): BadCall => ({ name, argument, call });
const withOptions = (changed: Partial<PrivateBagMeansOptions>) => () =>
  privateBagMeans(four(), draws(), { ...options, ...changed });
const badCalls = [
  badCall("a matrix of responses", "responses", () => privateBagMeans(np.zeros([2, 2]), draws(), options)),
  badCall("no responses", "responses", () => privateBagMeans(np.zeros([0]), np.zeros([0]), options)),
  badCall("integer responses", "responses", () =>
    privateBagMeans(four().astype(DType.Int32), draws(), options),
  ),
  badCall("a draw for each response", "uniforms", () => privateBagMeans(four(), four(), options)),
  badCall("integer draws", "uniforms", () => privateBagMeans(four(), draws().astype(DType.Int32), options)),
  ...[0, 3, 1.5, NaN].map((bagSize) => badCall(`bags of ${bagSize}`, "bagSize", withOptions({ bagSize }))),
  ...[0, -1, Infinity].map((clip) => badCall(`clip = ${clip}`, "clip", withOptions({ clip }))),
  ...[0, -1, NaN].map((epsilon) => badCall(`epsilon = ${epsilon}`, "epsilon", withOptions({ epsilon }))),
];

const part = (name: "value" | "noise") => (responses?: Array, uniforms?: Array) => {
  const { value, noise } = privateBagMeans(responses!, uniforms!, options);
  if (name === "value") noise.dispose();
  else value.dispose();
  return name === "value" ? value : noise;
};

describe("value", () => {
  const spec = { name: "privateBagMeans", apply: part("value"), makeInputs, shape: [3], differentiable: [0] };
  for (const check of methodChecks({ ...spec, badCalls })) test(check.name, check.run);
});

describe("noise", () => {
  const spec = { name: "privateBagMeans", apply: part("noise"), makeInputs, shape: [3] };
  for (const check of methodChecks(spec)) test(check.name, check.run);
});

describe("values", () => {
  const noiseOf = async (uniforms: number[], changed: Partial<PrivateBagMeansOptions> = {}) => {
    const responses = np.zeros([uniforms.length], { dtype: DType.Float64 });
    const all = { bagSize: 1, clip: 0.5, epsilon: 1, ...changed };
    const { value, noise } = privateBagMeans(responses, np.array(Float64Array.from(uniforms)), all);
    value.dispose();
    return [...(await noise.data())];
  };

  test("are the means of clipped responses where the draws are 1/2", async () => {
    const responses = np.array([3, 0.5, -9, 1]);
    const { value, noise } = privateBagMeans(responses, np.full([2], 0.5), { ...options, clip: 1 });
    expect(await value.jsAsync()).toEqual([0.75, 0]);
    for (const x of await noise.data()) expect(Math.abs(x)).toBe(0);
  });

  test("the noise is the Laplace distribution's quantile of the draw", async () => {
    // Its distribution function is exp(x)/2 below 0 and 1 − exp(−x)/2 above.
    const quantiles = [-3, -0.4, 0, 0.4, 3];
    const uniforms = quantiles.map((x) => (x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2));
    (await noiseOf(uniforms)).forEach((x, i) => expect(x).toBeCloseTo(quantiles[i]!, 9));
  });

  test("its scale is 2C/(kε)", async () => {
    const [unit] = await noiseOf([0.9]);
    expect((await noiseOf([0.9], { clip: 4, epsilon: 2 }))[0]! / unit!).toBeCloseTo(4, 9);
    const { value, noise } = privateBagMeans(np.zeros([8]), np.array([0.9]), {
      bagSize: 8,
      clip: 4,
      epsilon: 0.5,
    });
    value.dispose();
    expect((await noise.data())[0]! / unit!).toBeCloseTo(2, 5);
  });

  test("draws close to 0 and 1 give large noise, not infinite", async () => {
    const noise = await noiseOf([1e-30, 1e-9, 1 - 1e-9]);
    [Math.log(2e-30), Math.log(2e-9), -Math.log(2e-9)].forEach((x, i) => expect(noise[i]).toBeCloseTo(x, 5));
  });
});

describe("validatePrivateBagMeans", () => {
  const check = (response: number, uniform: number) =>
    validatePrivateBagMeans(np.array([response, 0]), np.array([uniform]), options);

  test("accepts what is sound and keeps the arrays", async () => {
    await expect(check(3, 0.1)).resolves.toBeUndefined();
    const [responses, uniforms] = [four(), draws()];
    await validatePrivateBagMeans(responses, uniforms, options);
    const { value, noise } = privateBagMeans(responses, uniforms, options);
    expect(await value.jsAsync()).toEqual(await noise.jsAsync());
  });

  test("names the values that it refuses", async () => {
    await expect(check(NaN, 0.1)).rejects.toMatchObject({ argument: "responses" });
    for (const uniform of [0, 1, -0.1, NaN]) {
      await expect(check(0, uniform)).rejects.toMatchObject({ argument: "uniforms" });
    }
  });
});
