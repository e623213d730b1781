import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import { landmarkKdLoss, type LandmarkKdOptions, validateLandmarkKdLoss } from "./landmarkKdLoss.ts";

const wave = (seed: number, step: number) =>
  Float64Array.from({ length: 12 }, (_, i) => 0.4 * Math.sin(step * i + seed));
const makeInputs = (seed: number): InputValues[] =>
  [3.7, 2.3, 1.9, 4.1].map((step) => ({ shape: [3, 4], values: wave(seed, step) }));

const names = ["predictions", "landmarks", "toughTeacher", "tolerantTeacher"] as const;
const badCall = (
  name: string,
  argument: string,
  { options = {}, ...arrays }: Partial<Record<(typeof names)[number], () => Array>> & { options?: object },
): BadCall => ({
  name,
  argument,
  call: () => {
    const [p, g, t, q] = names.map((each) => (arrays[each] ?? (() => np.zeros([2, 4])))());
    return landmarkKdLoss(p!, g!, t!, q!, options);
  },
});
const other = () => np.zeros([2, 6]);
const integers = () => np.zeros([2, 4]).astype(DType.Int32);
const badCalls = [
  ...names.slice(1).map((name) => badCall(`another shape of ${name}`, name, { [name]: other })),
  ...names.map((name) => badCall(`integers for ${name}`, name, { [name]: integers })),
  badCall("a vector", "predictions", { predictions: () => np.zeros([4]) }),
  badCall("an empty batch", "predictions", { predictions: () => np.zeros([0, 4]) }),
  badCall("a negative bound", "beta", { options: { beta: -0.1 } }),
  badCall("a bound above 1", "beta", { options: { beta: 1.1 } }),
  badCall("an infinite weight", "toughWeight", { options: { toughWeight: Infinity } }),
  badCall("a text for a weight", "alphaTol", { options: { alphaTol: "1" } }),
];

const settings: LandmarkKdOptions[] = [
  {},
  { beta: 0.3, mainWeight: 1, toughWeight: 0.5, tolWeight: 2, alphaTough: 1, alphaMinusTough: -0.2 },
  { beta: 0, alphaTol: 0.7, alphaMinusTol: 0.3 },
  { toughWeight: 0, tolWeight: 0 },
];
const parts = ["value", "main", "tough", "tolerant"] as const;
describe.each(settings)("options %j", (options) => {
  describe.each(options === settings[0] ? parts : (["value"] as const))("%s", (part) => {
    const spec = {
      name: "landmarkKdLoss",
      apply: (...[p, g, t, q]: Array[]) => {
        const { [part]: chosen, ...rest } = landmarkKdLoss(p!, g!, t!, q!, options);
        for (const unused of Object.values(rest)) (unused as Array).dispose();
        return chosen;
      },
      makeInputs,
      shape: [],
      differentiable: [0],
      batchInputs: [0, 1, 2, 3],
      badCalls: options === settings[0] && part === "value" ? badCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  });
});

/** Everything about one coordinate whose truth is `truth`. */
async function atOne(p: number, t: number, q: number, options: LandmarkKdOptions = {}, truth = 0) {
  const one = (x: number) => np.array(Float64Array.of(x)).reshape([1, 1]);
  const values = landmarkKdLoss(one(p), one(truth), one(t), one(q), options);
  const valueAlone = (x: Array) => {
    const { value, ...rest } = landmarkKdLoss(x, one(truth), one(t), one(q), options);
    for (const part of Object.values(rest)) (part as Array).dispose();
    return value;
  };
  const slope = ((await (grad(valueAlone)(one(p)) as Array).data()) as Float64Array)[0]!;
  const entries = Object.entries(values).map(async ([name, x]) => [name, await (x as Array).jsAsync()]);
  return {
    slope,
    ...(Object.fromEntries(await Promise.all(entries)) as Record<(typeof parts)[number], number>),
  };
}

describe("one coordinate", () => {
  test.each([1, -1])(
    "follows the definition on side %d of the truth, wherever the teachers stand",
    async (side) => {
      // Worse than both teachers (errors 0.1 and 0.2), between them, in the quiet zone of both.
      const far = await atOne(0.3 * side, 0.1, -0.2);
      expect(far.main).toBeCloseTo(2 * (0.09 + 0.6 - 0.04), 7);
      expect(far.tough).toBeCloseTo(1.9 * 0.2, 7);
      expect(far.tolerant).toBeCloseTo(1.8 * 0.1, 7);
      expect(far.slope).toBeCloseTo(side * (2 * 0.6 + 1.9 + 1.8), 7);

      const between = await atOne(0.15 * side, -0.1, 0.2);
      expect(between.main).toBeCloseTo(2 * 0.45, 7);
      expect(between.tough).toBeCloseTo(1.9 * 0.05, 7);
      expect(between.tolerant).toBeCloseTo(-0.4 * 0.05, 7);
      expect(between.slope).toBeCloseTo(side * (6 + 1.9 + 0.4), 7);

      const near = await atOne(0.01 * side, 0.1, 0.2);
      expect(near).toMatchObject({ tough: 0, tolerant: 0 });
      expect(near.slope).toBeCloseTo(6 * side, 7);
    },
  );

  test("is silent where the student is exact, and hears no teacher that is exact", async () => {
    expect(await atOne(0.25, 0.1, 0.3, {}, 0.25)).toEqual({
      slope: 0,
      value: 0,
      main: 0,
      tough: 0,
      tolerant: 0,
    });
    expect(await atOne(0.3, 0, 0)).toMatchObject({ tough: 0, tolerant: 0 });
    expect((await atOne(0.3, 0, 0)).main).toBeCloseTo(2 * 0.09, 7);
  });

  test("jumps at the inner bound and is continuous at the teacher", async () => {
    const at = (p: number) => atOne(p, 0.2, 0.2, { mainWeight: 0, tolWeight: 0 });
    expect((await at(0.0299)).tough).toBe(0);
    expect((await at(0.0301)).tough).toBeCloseTo(-0.45 * 0.1699, 6);
    expect(Math.abs((await at(0.1999)).tough - (await at(0.2001)).tough)).toBeLessThan(1e-3);
  });

  test("stays finite far out, and passes on what is not a number", async () => {
    const far = await atOne(1e4, -1e4, 5e3);
    expect(far.main).toBeCloseTo(2 * (1e8 + 1.5e4 - 2.5e7), 0);
    expect(far.tough).toBe(0);
    expect((await atOne(NaN, 0.1, 0.1)).value).toBeNaN();
  });
});

test("a teacher and the truth get no gradient", async () => {
  const arrays = makeInputs(1).map(({ shape, values }) =>
    np.array(values as Float64Array<ArrayBuffer>).reshape(shape),
  );
  for (const position of [1, 2, 3]) {
    const value = (...[p, g, t, q]: Array[]) => {
      const { value: total, ...rest } = landmarkKdLoss(p!, g!, t!, q!);
      for (const part of Object.values(rest)) (part as Array).dispose();
      return total;
    };
    const slope = grad(value, { argnums: position })(...arrays.map((x) => x.ref)) as Array;
    expect([...(await slope.data())].every((x) => Math.abs(x) === 0)).toBe(true);
  }
  for (const array of arrays) array.dispose();
});

describe("validateLandmarkKdLoss", () => {
  test("accepts what is sound and keeps the arrays; names what is not finite", async () => {
    const fine = np.zeros([1, 2]);
    await validateLandmarkKdLoss(fine, fine, fine, fine);
    for (const [at, argument] of names.entries()) {
      const broken = np.array([[0, NaN]]);
      const arrays = names.map((_, i) => (i === at ? broken : fine)) as [Array, Array, Array, Array];
      await expect(validateLandmarkKdLoss(...arrays)).rejects.toMatchObject({ argument });
      broken.dispose();
    }
    fine.dispose();
  });
});
