import { type Array, DType, grad, jit, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, methodChecks } from "../testing/index.ts";
import { softLandmarks, type SoftLandmarksOptions, validateSoftLandmarks } from "./softLandmarks.ts";

const wave = (seed: number, count: number) =>
  Float64Array.from({ length: count }, (_, i) => 0.3 * Math.sin(1.7 * i + 0.21 * i * i + seed));
const faces = (rows: number[][]) => np.array(Float64Array.from(rows.flat())).reshape([rows.length, -1]);

async function read({
  value,
  mean,
  eigenvalues,
  components,
  clippedCount,
}: ReturnType<typeof softLandmarks>) {
  return {
    value: (await value.jsAsync()) as number[][],
    mean: (await mean.jsAsync()) as number[],
    eigenvalues: (await eigenvalues.jsAsync()) as number[],
    components,
    clippedCount,
  };
}
const soft = (rows: number[][], options?: SoftLandmarksOptions) => read(softLandmarks(faces(rows), options));

const badCall = (name: string, argument: string, x: () => Array, options: object = {}): BadCall => ({
  name,
  argument,
  call: () => softLandmarks(x(), options),
});
const fine = () => np.zeros([3, 4]);
const badCalls = [
  badCall("an odd number of coordinates", "landmarks", () => np.zeros([3, 5])),
  badCall("a single face", "landmarks", () => np.zeros([1, 4])),
  badCall("no faces", "landmarks", () => np.zeros([0, 4])),
  badCall("a vector", "landmarks", () => np.zeros([4])),
  badCall("integers", "landmarks", () => fine().astype(DType.Int32)),
  badCall("share 0", "explainedVariance", fine, { explainedVariance: 0 }),
  badCall("a share above 1", "explainedVariance", fine, { explainedVariance: 1.01 }),
  badCall("clip 0", "clip", fine, { clip: 0 }),
];

describe.each<SoftLandmarksOptions>([{}, { explainedVariance: 0.6, clip: 1 }, { explainedVariance: 1 }])(
  "options %j",
  (options) => {
    const spec = {
      name: "softLandmarks",
      apply: (x?: Array) => {
        const { value, mean, eigenvalues } = softLandmarks(x!, options);
        mean.dispose();
        eigenvalues.dispose();
        return value;
      },
      makeInputs: (seed: number) => [{ shape: [7, 4], values: wave(seed, 28) }],
      shape: [7, 4],
      traceable: false,
      badCalls,
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);
  },
);

describe("the shape model", () => {
  /** Variance 25/3 · (along (3, 4)/5), 1/3 · (across) and no more. */
  const rows = [[3, 4], [-3, -4], [0.8, -0.6], [-0.8, 0.6]].map(([x, y]) => [x! + 1, y! - 2]); // prettier-ignore

  test("keeps the fewest components that hold the share", async () => {
    const one = await soft(rows, { explainedVariance: 0.96 });
    expect(one.components).toBe(1);
    expect(one.mean[0]).toBeCloseTo(1, 12);
    expect(one.eigenvalues[0]).toBeCloseTo(50 / 3, 10);
    expect(one.value.flat().map((x) => +x.toFixed(9))).toEqual([4, 2, -2, -6, 1, -2, 1, -2]);
    expect((await soft(rows, { explainedVariance: 0.97 })).components).toBe(2);
    // Exactly 50 / 52 of the variance lies along the first.
    expect((await soft(rows, { explainedVariance: 50 / 52 })).components).toBe(1);
  });

  test("gives the faces back where everything is kept and nothing clipped", async () => {
    const { value, components, clippedCount } = await soft(rows, { explainedVariance: 1, clip: 1e3 });
    expect([components, clippedCount]).toEqual([2, 0]);
    for (const [i, x] of value.flat().entries()) expect(x).toBeCloseTo(rows.flat()[i]!, 12);
  });

  test("clips coefficients and counts them", async () => {
    const { value, clippedCount } = await soft(rows, { explainedVariance: 0.9, clip: 0.5 });
    expect(clippedCount).toBe(2);
    const bound = 0.5 * Math.sqrt(50 / 3);
    expect(value[0]![0]).toBeCloseTo(1 + 0.6 * bound, 10);
    expect(value[0]![1]).toBeCloseTo(-2 + 0.8 * bound, 10);
  });

  test("takes fewer faces than coordinates, and at most one component less than faces", async () => {
    const two = [[0, 1, 2, 3, 4, 5], [1, 1, 0, 0, 2, 9]]; // prettier-ignore
    const { components, value } = await soft(two, { explainedVariance: 1 });
    expect(components).toBe(1);
    for (const [i, x] of value.flat().entries()) expect(x).toBeCloseTo(two.flat()[i]!, 12);
  });

  test("takes faces that are all the same", async () => {
    const result = await soft([[1, 2], [1, 2], [1, 2]]); // prettier-ignore
    expect(result).toMatchObject({ components: 1, clippedCount: 0, eigenvalues: [0] });
    expect(result.value).toEqual([[1, 2], [1, 2], [1, 2]]); // prettier-ignore
  });

  test("keeps the digits of small components beside large ones", async () => {
    const size = 1e-5;
    const { eigenvalues, components } = await soft(
      [[1, size], [-1, size], [1, -size], [-1, -size]], // prettier-ignore
      { explainedVariance: 1 },
    );
    expect(components).toBe(2);
    expect(eigenvalues[1]! / ((4 * size * size) / 3)).toBeCloseTo(1, 12);
  });

  test("is the same for faces of extreme sizes, but for the size", async () => {
    const plain = await soft(rows);
    const big = await soft(rows.map((row) => row.map((x) => 1e4 * x)));
    expect(big.value[0]![0]! / 1e4).toBeCloseTo(plain.value[0]![0]!, 10);
    expect(big.components).toBe(plain.components);
  });
});

test("is a constant under differentiation and refuses a program", async () => {
  const total = (x: Array) => {
    const { value, mean, eigenvalues } = softLandmarks(x.ref);
    mean.dispose();
    eigenvalues.dispose();
    return value.mul(x).sum();
  };
  const slope = grad(total)(faces([[1, 2], [3, 5]])) as Array; // prettier-ignore
  expect((await slope.data())[0]).toBeCloseTo(1, 10);
  const program = jit((x: Array) => softLandmarks(x).value);
  expect(() => program(np.zeros([3, 2]))).toThrow(expect.objectContaining({ argument: "landmarks" }));
});

test("validateSoftLandmarks names what is not finite and keeps the array", async () => {
  const sound = np.zeros([2, 2]);
  await validateSoftLandmarks(sound);
  sound.dispose();
  const broken = np.array([[0, Infinity], [0, 0]]); // prettier-ignore
  await expect(validateSoftLandmarks(broken)).rejects.toMatchObject({ argument: "landmarks" });
  broken.dispose();
});
