import { type Array, DType, jit, numpy as np, tree } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { leakedBuffers, methodChecks } from "../testing/index.ts";
import { logisticGd, type LogisticGdOptions, validateLogisticGd } from "./logisticGd.ts";

const wave = (seed: number, count: number) =>
  globalThis.Array.from({ length: count }, (_, i) => Math.sin(1 + 3 * i + 0.5 * i * i + seed));
const float64 = (values: number[], shape: number[]) => np.array(Float64Array.from(values)).reshape(shape);
const int32 = (...values: number[]) => np.array(Int32Array.from(values));

/** One update on plain numbers: θ, what it adds to θ, and the values before it. */
async function updateOnce(options: LogisticGdOptions, rows: number[][], labels: number[], theta: number[]) {
  const features = float64(rows.flat(), [rows.length, theta.length]);
  const rule = logisticGd(options);
  const result = rule.update(features, int32(...labels), { theta: float64(theta, [theta.length]) });
  const [values, loss, mistakes, beta] = await Promise.all(
    [result.theta, result.loss, result.mistakes, result.beta].map((x) => x.jsAsync()),
  );
  return { theta: values as number[], loss, mistakes, beta } as Record<string, unknown> & { theta: number[] };
}

const expectClose = (got: number[], want: number[], tolerance = 1e-6) =>
  got.forEach((x, i) =>
    expect(Math.abs(x - want[i]!)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(want[i]!))),
  );

const rows = [
  [1, 2],
  [-0.5, 0.3],
  [0.8, -1.1],
];
const labels = [1, -1, 1];

describe.each([
  { stepSize: 0.7, normalized: false },
  { stepSize: 0.7, normalized: true },
  { stepSize: 30, normalized: true },
])("logisticGd %o", (options) => {
  const rule = logisticGd(options);
  const refuses = (argument: string, name: string, call: () => unknown) => ({ argument, name, call });
  const theta = () => np.zeros([2]);
  const checks = methodChecks({
    name: "logisticGd",
    apply: (features, signs, theta) => {
      const { theta: next, loss, mistakes, beta } = rule.update(features!, signs!, { theta: theta! });
      beta.dispose();
      return np.concatenate([next, np.stack([loss, mistakes])]);
    },
    makeInputs: (seed) => [
      { shape: [5, 2], values: wave(seed, 10) },
      { shape: [5], values: [1, -1, 1, 1, -1], kind: "int32" },
      { shape: [2], values: wave(seed + 0.3, 2) },
    ],
    shape: [4],
    differentiable: [0, 2],
    batchInputs: [0, 1],
    badCalls: [
      refuses("features", "a vector of features", () =>
        rule.update(np.ones([3]), int32(1, 1, -1), { theta: theta() }),
      ),
      refuses("features", "features of integers", () =>
        rule.update(int32(1, 2).reshape([1, 2]), int32(1), { theta: theta() }),
      ),
      refuses("features", "no examples", () =>
        rule.update(np.zeros([0, 2]), np.zeros([0]), { theta: theta() }),
      ),
      refuses("labels", "a label too few", () =>
        rule.update(np.ones([3, 2]), int32(1, 1), { theta: theta() }),
      ),
      refuses("labels", "truth values", () =>
        rule.update(np.ones([1, 2]), np.array([true]), { theta: theta() }),
      ),
      refuses("theta", "another dimension", () => rule.update(np.ones([1, 3]), int32(1), { theta: theta() })),
      refuses("theta", "no state", () => rule.update(np.ones([1, 2]), int32(1), undefined as never)),
      refuses("dim", "no dimensions", () => rule.init(0)),
    ],
  });
  for (const check of checks) test(check.name, check.run);

  test("is the written-out formula", async () => {
    const start = [0.4, -0.2];
    const got = await updateOnce(options, rows, labels, start);
    const margins = rows.map((a, i) => labels[i]! * (a[0]! * start[0]! + a[1]! * start[1]!));
    const sigmoids = margins.map((m) => 1 / (1 + Math.exp(m)));
    const total = sigmoids.reduce((a, b) => a + b);
    const scale = options.stepSize / (options.normalized ? total : rows.length);
    const want = start.map(
      (x, j) => x + scale * rows.reduce((sum, a, i) => sum + sigmoids[i]! * labels[i]! * a[j]!, 0),
    );
    expectClose(got.theta, want);
    const losses = margins.map((m) => Math.log1p(Math.exp(-m)));
    expectClose([got["loss"], got["mistakes"], got["beta"]] as number[], [
      losses.reduce((a, b) => a + b) / 3,
      margins.filter((m) => m <= 0).length,
      options.normalized ? 3 / total : 1,
    ]);
  });
});

describe("logisticGd", () => {
  test("begins with half a weight for every example", async () => {
    const got = await updateOnce({ stepSize: 3 }, rows, labels, [0, 0]);
    const mean = [0, 1].map((j) => rows.reduce((sum, a, i) => sum + (labels[i]! * a[j]!) / 3, 0));
    expectClose(got.theta, [1.5 * mean[0]!, 1.5 * mean[1]!], 1e-15);
    expect(got["mistakes"]).toBe(3);
  });

  test.each([1, -1])("stays finite at margins of ±1e4 (label %d)", async (label) => {
    const far = [
      [1e4, 0],
      [2e4, 0],
    ];
    for (const normalized of [false, true]) {
      const got = await updateOnce({ stepSize: 1, normalized }, far, [label, label], [1, 0]);
      expect(got.theta.every(Number.isFinite)).toBe(true);
      expect(got["loss"]).toBeCloseTo(label === 1 ? 0 : 1.5e4, 6);
      expect(got["mistakes"]).toBe(label === 1 ? 0 : 2);
    }
  });

  test("normalized, still moves where all sigmoids underflow: to the least certain example", async () => {
    const got = await updateOnce(
      { stepSize: 1, normalized: true },
      [
        [1e4, 0],
        [2e4, 5],
      ],
      [1, 1],
      [1, 0],
    );
    expect(got.theta).toEqual([10001, 0]);
    expect(got["beta"]).toBe(Infinity);
  });

  test("of one example moves along it", async () => {
    for (const normalized of [false, true]) {
      const got = await updateOnce({ stepSize: 2, normalized }, [[3, 4]], [-1], [0, 0]);
      expectClose(got.theta, normalized ? [-6, -8] : [-3, -4], 1e-15);
    }
  });

  test("counts an example that is not a number as a mistake", async () => {
    const got = await updateOnce({ stepSize: 1 }, [[NaN, 1], [1, 1]], [1, 1], [1, 1]); // prettier-ignore
    expect(got["mistakes"]).toBe(1);
  });

  test("keeps the digits of float64 in a compiled program", async () => {
    const stepSize = 0.1;
    const { update, init } = logisticGd({ stepSize });
    const program = jit((features: Array, y: Array, theta: Array) => {
      const { theta: next, ...rest } = update(features, y, { theta });
      tree.dispose(rest);
      return next;
    });
    const theta = await program(float64([0.3, 0.7], [1, 2]), int32(1), init(2).theta).data();
    program.dispose();
    expectClose([...theta], [0.015, 0.035], 1e-16);
  });

  test("takes the dtype of the features, whatever that of labels and state", async () => {
    const { update, init } = logisticGd({ stepSize: 1 });
    for (const dtype of [DType.Float32, DType.Float64]) {
      const result = update(np.ones([2, 3], { dtype }), np.ones([2]), init(3));
      for (const x of Object.values(result)) expect(x.dtype).toBe(dtype);
      tree.dispose(result);
    }
  });

  test("frees everything", async () => {
    const run = async () => {
      const rule = logisticGd({ stepSize: 1, normalized: true });
      const result = rule.update(np.ones([2, 3]), int32(1, -1), rule.init(3));
      await Promise.all(Object.values(result).map((x) => x.data()));
    };
    await run();
    expect(await leakedBuffers(run)).toBe(0);
  });

  test.each([
    [{ stepSize: 0 }, "stepSize"],
    [{ stepSize: -1 }, "stepSize"],
    [{ stepSize: Infinity }, "stepSize"],
    [{ stepSize: NaN }, "stepSize"],
    [{ stepSize: 1, normalized: "yes" as never }, "normalized"],
  ])("refuses %j", (options, argument) => {
    expect(() => logisticGd(options)).toThrow(expect.objectContaining({ argument }));
  });
});

describe("validateLogisticGd", () => {
  test("lets good values pass and borrows them", async () => {
    const [features, y] = [np.ones([2, 3]), int32(1, -1)];
    await validateLogisticGd(features, y);
    await validateLogisticGd(features, y);
    tree.dispose([features, y]);
  });

  test.each([
    ["labels", [1, 0], 1],
    ["features", [1, -1], NaN],
  ])("refuses bad %s", async (argument, signs, value) => {
    const [features, y] = [float64([1, value], [2, 1]), int32(...signs)];
    const error = await validateLogisticGd(features, y).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ argument });
    tree.dispose([features, y]);
  });
});
