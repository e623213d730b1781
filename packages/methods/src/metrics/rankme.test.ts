import { type Array, DType, grad, jit, numpy as np, random } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { type InputValues, methodChecks } from "../testing/index.ts";
import {
  rankme,
  rankmeFromSingularValues,
  selectByRankme,
  validateRankme,
  validateRankmeFromSingularValues,
  validateSelectByRankme,
} from "./index.ts";

/** Full rank: a sine of the flat index alone would have rank two. */
const matrix = (seed: number, n: number, k: number): InputValues => ({
  shape: [n, k],
  values: Float64Array.from({ length: n * k }, (_, i) => 2 * Math.sin(1 + i ** 2 + 3.1 * seed)),
});
const normal = (seed: number, shape: number[]) =>
  random.normal(random.key(seed), shape).astype(DType.Float64);
/** A random matrix of a given rank. */
const ofRank = (rank: number, n: number, k: number) => np.matmul(normal(1, [n, rank]), normal(2, [rank, k]));
const integers = () => np.ones([2, 2]).astype(np.int32);

describe("rankme", () => {
  const variants = [
    { name: "tall", n: 7, k: 3, options: {} },
    { name: "wide", n: 3, k: 6, options: { epsilon: 0 } },
    { name: "square, large epsilon", n: 4, k: 4, options: { epsilon: 0.01 } },
  ];
  for (const { name, n, k, options } of variants) {
    describe(name, () => {
      const checks = methodChecks({
        name: "rankme",
        apply: (embeddings) => rankme(embeddings!, options),
        makeInputs: (seed) => [matrix(seed, n, k)],
        shape: [],
        resultDtype: () => DType.Float64,
        differentiable: [0],
        batchInputs: [0],
        traceable: false,
      });
      for (const check of checks) test(check.name, check.run);
    });
  }

  describe("with a float32 result", () => {
    const checks = methodChecks({
      name: "rankme",
      apply: (embeddings) => rankme(embeddings!, { dtype: "float32" }),
      makeInputs: (seed) => [matrix(seed, 6, 4)],
      shape: [],
      resultDtype: () => DType.Float32,
      traceable: false,
      badCalls: [
        { name: "a vector", call: () => rankme(np.ones([3])), argument: "embeddings" },
        { name: "no rows", call: () => rankme(np.zeros([0, 3])), argument: "embeddings" },
        { name: "no columns", call: () => rankme(np.zeros([3, 0])), argument: "embeddings" },
        { name: "integers", call: () => rankme(integers()), argument: "embeddings" },
        {
          name: "a negative epsilon",
          call: () => rankme(np.ones([2, 2]), { epsilon: -1 }),
          argument: "epsilon",
        },
        { name: "a NaN epsilon", call: () => rankme(np.ones([2, 2]), { epsilon: NaN }), argument: "epsilon" },
        {
          name: "another dtype",
          call: () => rankme(np.ones([2, 2]), { dtype: "int32" as "float32" }),
          argument: "dtype",
        },
        {
          name: "a program",
          call: () => jit((x: Array) => rankme(x))(np.ones([2, 2])),
          argument: "embeddings",
        },
      ],
    });
    for (const check of checks) test(check.name, check.run);
  });

  test("is 1 for a single row and for a single column", () => {
    expect(rankme(normal(0, [1, 5]), { epsilon: 0 }).item()).toBeCloseTo(1, 6);
    expect(rankme(normal(0, [5, 1]), { epsilon: 0 }).item()).toBeCloseTo(1, 6);
  });

  test("counts the columns of a white matrix, a little more with epsilon", () => {
    const white = np.eye(8).mul(3);
    expect(rankme(white.ref, { epsilon: 0 }).item()).toBeCloseTo(8, 4);
    const excess = rankme(white, { epsilon: 1e-4 }).item() - 8;
    expect(excess / (1e-4 * 64 * (Math.log(8) - 1))).toBeCloseTo(1, 1);
  });

  test("does not see the scale, however small or large", () => {
    const value = rankme(ofRank(5, 40, 10)).item();
    for (const scale of [1e-9, 1e-3, 1e6]) {
      expect(rankme(ofRank(5, 40, 10).mul(scale)).item()).toBeCloseTo(value, 5);
    }
  });

  test("does not see a rotation of the columns", () => {
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const turn = np.array([[c, -s], [s, c]], { dtype: DType.Float64 }); // prettier-ignore
    const z = normal(3, [20, 2]);
    expect(rankme(np.matmul(z.ref, turn)).item()).toBeCloseTo(rankme(z).item(), 6);
  });

  test("does not centre: a large mean is one direction that crowds out the others", () => {
    const z = normal(4, [50, 6]);
    expect(rankme(z.ref).item()).toBeGreaterThan(5.5);
    expect(rankme(z.add(100)).item()).toBeLessThan(1.5);
  });

  test("does not count dead dimensions, even in float32", () => {
    const alive = ofRank(10, 300, 32).astype(DType.Float32);
    const value = rankme(alive, { epsilon: 0 }).item();
    expect(value).toBeGreaterThan(8);
    expect(value).toBeLessThan(10.001);
  });

  test("gives dead dimensions a gradient that is finite", async () => {
    const slope = grad((z: Array) => rankme(z, { epsilon: 0 }))(ofRank(2, 12, 5)) as Array;
    const values = await slope.data();
    expect(values.every(Number.isFinite)).toBe(true);
    expect(values.some((value) => Math.abs(value) > 1e-4)).toBe(true);
  });

  test("has a gradient that follows the scale and raises the value", () => {
    const z = ofRank(4, 30, 8).add(normal(9, [30, 8]).mul(0.1));
    const slope = grad((x: Array) => rankme(x))(z.ref) as Array;
    const scaled = grad((x: Array) => rankme(x))(z.ref.mul(1e-6)) as Array;
    expect(np.max(np.abs(scaled.mul(1e-6).sub(slope.ref))).item()).toBeLessThan(1e-5);
    const before = rankme(z.ref).item();
    expect(rankme(z.add(slope.mul(0.1))).item()).toBeGreaterThan(before);
  });

  test("reaches the weights behind the embeddings in float32 alone", async () => {
    const inputs = random.normal(random.key(5), [16, 4]);
    const rank = (weights: Array) => rankme(np.tanh(np.matmul(inputs.ref, weights)), { dtype: "float32" });
    const slope = grad(rank)(random.normal(random.key(6), [4, 3])) as Array;
    inputs.dispose();
    expect(slope.dtype).toBe(DType.Float32);
    expect((await slope.data()).some((value) => value !== 0)).toBe(true);
  });
});

describe("rankmeFromSingularValues", () => {
  const checks = methodChecks({
    name: "rankmeFromSingularValues",
    apply: (s) => rankmeFromSingularValues(s!),
    makeInputs: (seed) => [{ shape: [4], values: [3, 0.5 + seed, 0.01, 0.2] }],
    shape: [],
    differentiable: [0],
    batchInputs: [0],
    badCalls: [
      { name: "a matrix", call: () => rankmeFromSingularValues(np.ones([2, 2])), argument: "s" },
      { name: "nothing", call: () => rankmeFromSingularValues(np.zeros([0])), argument: "s" },
      { name: "integers", call: () => rankmeFromSingularValues(integers().reshape([4])), argument: "s" },
      {
        name: "a negative epsilon",
        call: () => rankmeFromSingularValues(np.ones([2]), { epsilon: -1e-9 }),
        argument: "epsilon",
      },
    ],
  });
  for (const check of checks) test(check.name, check.run);

  test("is the exponential of the entropy", () => {
    const want = Math.exp(0.75 * Math.log(4 / 3) + 0.25 * Math.log(4));
    expect(rankmeFromSingularValues(np.array([3, 0, 1]), { epsilon: 0 }).item()).toBeCloseTo(want, 5);
  });

  test("agrees with rankme on the matrix", () => {
    const z = normal(7, [20, 5]);
    const direct = rankme(z.ref).item();
    expect(rankmeFromSingularValues(np.linalg.svdvals(z)).item()).toBeCloseTo(direct, 6);
  });
});

describe("selectByRankme", () => {
  test("takes the candidate with the largest value, whatever the shapes", () => {
    const { index, scores } = selectByRankme([ofRank(2, 20, 6), ofRank(5, 20, 8), ofRank(3, 30, 6)]);
    expect(index).toBe(1);
    expect(scores).toHaveLength(3);
    expect(scores[1]).toBeCloseTo(rankme(ofRank(5, 20, 8)).item(), 9);
  });

  test("takes the first of equals", () => {
    expect(selectByRankme([np.ones([3, 2]), np.eye(3), np.eye(3)]).index).toBe(1);
  });

  const bad: [string, () => Array[], string][] = [
    ["an empty list", () => [], "embeddings"],
    ["a vector among the candidates", () => [np.ones([2, 2]), np.ones([2])], "embeddings[1]"],
    ["integers", () => [integers()], "embeddings[0]"],
  ];
  test.each(bad)("refuses %s", (_name, make, argument) => {
    expect(() => selectByRankme(make())).toThrow(expect.objectContaining({ argument }));
  });

  test("refuses a negative epsilon", () => {
    expect(() => selectByRankme([np.eye(2)], { epsilon: -1 })).toThrow(InvalidArgumentError);
  });
});

describe("validation", () => {
  const refusals: [string, () => Promise<void>, string][] = [
    ["what rankme refuses", () => validateRankme(np.ones([3])), "embeddings"],
    ["embeddings that are not finite", () => validateRankme(np.array([[1, NaN]])), "embeddings"],
    ["embeddings of zeros", () => validateRankme(np.zeros([2, 3])), "embeddings"],
    ["a negative epsilon", () => validateRankme(np.eye(2), { epsilon: -1 }), "epsilon"],
    ["negative singular values", () => validateRankmeFromSingularValues(np.array([1, -0.1])), "s"],
    ["infinite singular values", () => validateRankmeFromSingularValues(np.array([1, Infinity])), "s"],
    ["singular values of zero", () => validateRankmeFromSingularValues(np.zeros([2])), "s"],
    ["an empty list", () => validateSelectByRankme([]), "embeddings"],
    ["one bad candidate", () => validateSelectByRankme([np.eye(2), np.zeros([2, 2])]), "embeddings"],
  ];
  test.each(refusals)("refuses %s", async (_name, call, argument) => {
    await expect(call()).rejects.toMatchObject({ argument });
  });

  test("borrows what it accepts", async () => {
    const z = normal(8, [4, 3]);
    await validateRankme(z);
    await validateSelectByRankme([z]);
    const s = np.linalg.svdvals(z.ref);
    await validateRankmeFromSingularValues(s);
    expect(rankme(z).item()).toBeCloseTo(rankmeFromSingularValues(s).item(), 6);
  });
});
