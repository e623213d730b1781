import { type Array, DType, grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, methodChecks } from "../testing/index.ts";
import {
  robustContrastiveLoss,
  type RobustContrastiveOptions,
  validateRobustContrastiveLoss,
} from "./robustContrastiveLoss.ts";

const wave = (seed: number, count: number) =>
  globalThis.Array.from({ length: count }, (_, i) => Math.sin(1 + 3.3 * i + 0.5 * i * i + seed));
const view = (seed: number, shape = [4, 3]): InputValues => ({
  shape,
  values: wave(seed, shape[0]! * shape[1]!),
});
const makeInputs = (seed: number): InputValues[] => [
  view(seed),
  view(seed + 0.7),
  { shape: [4], values: wave(seed + 2, 4).map((x) => 0.4 + 0.3 * x) },
];

const fine = { viewA: () => np.eye(3), viewB: () => np.ones([3, 3]), tau: () => np.full([3], 0.1) };
const applying =
  (given: Partial<typeof fine>, options?: RobustContrastiveOptions): (() => unknown) =>
  () => {
    const { viewA, viewB, tau } = { ...fine, ...given };
    return robustContrastiveLoss(viewA(), viewB(), tau(), options);
  };
const ofIntegers = () => np.ones([3, 3], { dtype: np.int32 });
const badCalls: BadCall[] = [
  { name: "a view of another rank", call: applying({ viewA: () => np.ones([3]) }), argument: "viewA" },
  { name: "views of unequal shapes", call: applying({ viewB: () => np.ones([3, 2]) }), argument: "viewB" },
  { name: "an empty batch", call: applying({ ...emptyViews(0) }), argument: "viewA" },
  { name: "a batch of one", call: applying({ ...emptyViews(1) }), argument: "viewA" },
  { name: "integers", call: applying({ viewA: ofIntegers }), argument: "viewA" },
  { name: "integers on the other side", call: applying({ viewB: ofIntegers }), argument: "viewB" },
  { name: "a temperature for all", call: applying({ tau: () => np.array(0.1) }), argument: "tau" },
  { name: "a temperature too few", call: applying({ tau: () => np.ones([2]) }), argument: "tau" },
  {
    name: "integer temperatures",
    call: applying({ tau: () => np.ones([3], { dtype: np.int32 }) }),
    argument: "tau",
  },
  { name: "chunks of 0", call: applying({}, { chunkSize: 0 }), argument: "chunkSize" },
  {
    name: "chunks without a reduction",
    call: applying({}, { chunkSize: 2, reduction: "none" }),
    argument: "chunkSize",
  },
  { name: "a negative rho", call: applying({}, { rho: -0.1 }), argument: "rho" },
  {
    name: "an unknown reduction",
    call: applying({}, { reduction: "max" as never }),
    argument: "reduction",
  },
];

function emptyViews(count: number): Partial<typeof fine> {
  return { viewA: () => np.ones([count, 3]), viewB: () => np.ones([count, 3]) };
}

const combinations: RobustContrastiveOptions[] = [
  {},
  { rho: 0, reduction: "sum" },
  { rho: 2, reduction: "none" },
  { chunkSize: 3 },
];
for (const [i, options] of combinations.entries()) {
  describe(JSON.stringify(options), () => {
    const isList = options.reduction === "none";
    const checks = methodChecks({
      name: "robustContrastiveLoss",
      apply: (viewA, viewB, tau) => robustContrastiveLoss(viewA!, viewB!, tau!, options),
      makeInputs,
      shape: isList ? [4] : [],
      differentiable: [0, 1, 2],
      gradientTolerance: 1e-4,
      ...(!isList && { batchInputs: [0, 1, 2] }),
      badCalls: i === 0 ? badCalls : [],
    });
    for (const check of checks) test(check.name, check.run);
  });
}

/** The formula as it stands, over the cosines of plain vectors. */
function written(viewA: number[][], viewB: number[][], tau: number[], rho: number): number[] {
  const cosine = (x: number[], y: number[]) => {
    const product = (p: number[], q: number[]) => p.reduce((sum, value, i) => sum + value * q[i]!, 0);
    return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
  };
  const side = (own: number[][], other: number[][], i: number) => {
    const others = [...own, ...other].filter((_, at) => at % own.length !== i);
    const powers = others.map((z) => Math.exp((cosine(own[i]!, z) - cosine(own[i]!, other[i]!)) / tau[i]!));
    const mean = powers.reduce((sum, power) => sum + power, 0) / powers.length;
    return tau[i]! * Math.log(mean) + tau[i]! * rho;
  };
  return tau.map((_, i) => side(viewA, viewB, i) + side(viewB, viewA, i));
}

const a = [[1, 0.2], [-0.5, 1], [0.3, -2]]; // prettier-ignore
const b = [[0.8, 0.4], [-1, 0.1], [0.2, -1]]; // prettier-ignore
const lossOf = async (tau: number[], options: RobustContrastiveOptions = {}): Promise<number[]> =>
  robustContrastiveLoss(np.array(a), np.array(b), np.array(tau), { reduction: "none", ...options }).jsAsync();

test.each([1, 3, 8, 100])("in chunks of %i has the same value and gradients", async (chunkSize) => {
  const ofAll = async (options: RobustContrastiveOptions) => {
    const loss = (viewA: Array, viewB: Array, tau: Array) =>
      robustContrastiveLoss(viewA, viewB, tau, options);
    const inputs = () =>
      makeInputs(1).map(({ shape, values }) => np.array(Float32Array.from(values)).reshape(shape)) as [
        Array,
        Array,
        Array,
      ];
    const slopes = grad(loss, { argnums: [0, 1, 2] })(...inputs()) as unknown as Array[];
    const lists = await Promise.all([loss(...inputs()), ...slopes].map((x) => x.data()));
    return lists.flatMap((list) => [...list]);
  };
  const expected = await ofAll({ reduction: "sum" });
  for (const [i, value] of (await ofAll({ reduction: "sum", chunkSize })).entries())
    expect(value).toBeCloseTo(expected[i]!, 4);
});

describe("the value", () => {
  test("follows the formula", async () => {
    const tau = [0.2, 0.5, 1];
    const expected = written(a, b, tau, 0.7);
    for (const [i, value] of (await lossOf(tau, { rho: 0.7 })).entries())
      expect(value).toBeCloseTo(expected[i]!, 5);
  });

  test("of two examples has two negatives on each side", async () => {
    const [first, second] = [a.slice(0, 2), b.slice(0, 2)];
    const value = await robustContrastiveLoss(np.array(first), np.array(second), np.array([0.3, 0.3]), {
      reduction: "sum",
    }).jsAsync();
    const [x, y] = written(first, second, [0.3, 0.3], 0.3);
    expect(value).toBeCloseTo(x! + y!, 5);
  });

  test.each([5e-3, 1e3])("follows it at a temperature of %d, too", async (tau) => {
    const expected = written(a, b, [tau, tau, tau], 0);
    for (const [i, value] of (await lossOf([tau, tau, tau], { rho: 0 })).entries())
      expect(value).toBeCloseTo(expected[i]!, 3);
  });

  test("does not depend on the length of the embeddings, however large", async () => {
    const tau = () => np.full([3], 0.1);
    const plain = (await robustContrastiveLoss(np.array(a), np.array(b), tau()).jsAsync()) as number;
    const scaled = robustContrastiveLoss(np.array(a).mul(1e4), np.array(b).mul(1e-4), tau());
    expect(await scaled.jsAsync()).toBeCloseTo(plain, 5);
  });

  test("stays finite with its gradients where views coincide at a tiny temperature", async () => {
    const same = () => np.ones([3, 2], { dtype: DType.Float32 });
    const total = (x: Array, tau: Array) => robustContrastiveLoss(x, same(), tau);
    for (const argnums of [0, 1]) {
      const gradient = grad(total, { argnums })(same(), np.full([3], 1e-3)) as Array;
      expect([...(await gradient.data())].every(Number.isFinite)).toBe(true);
    }
  });
});

test("at the best temperature the worst weights are rho away from uniform", async () => {
  const rho = 0.4;
  const slopeAt = async (tau: number): Promise<number> => {
    const total = (x: Array) => robustContrastiveLoss(np.array(a), np.array(b), x, { rho, reduction: "sum" });
    return ((await (grad(total)(np.array([tau, 1, 1])) as Array).data()) as Float32Array)[0]!;
  };
  let [low, high] = [0.05, 5];
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    if ((await slopeAt(middle)) < 0) low = middle;
    else high = middle;
  }
  // Both sides share τ, so it is the mean of their divergences that is rho.
  const unit = (x: number[]) => x.map((value) => value / Math.hypot(...x));
  const divergence = (own: number[][], other: number[][]) => {
    const anchor = unit(own[0]!);
    const others = [...own.slice(1), ...other.slice(1)].map(unit);
    const powers = others.map((z) => Math.exp((anchor[0]! * z[0]! + anchor[1]! * z[1]!) / low));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.reduce((sum, power) => sum + (power / total) * Math.log((4 * power) / total), 0);
  };
  expect((divergence(a, b) + divergence(b, a)) / 2).toBeCloseTo(rho, 3);
});

describe("validateRobustContrastiveLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [viewA, viewB, tau] = [fine.viewA(), fine.viewB(), fine.tau()];
    await validateRobustContrastiveLoss(viewA, viewB, tau);
    expect(Number.isFinite(await robustContrastiveLoss(viewA, viewB, tau).jsAsync())).toBe(true);
  });

  test("names the value that is not sound", async () => {
    const refuses = (given: Partial<typeof fine>, argument: string) => {
      const { viewA, viewB, tau } = { ...fine, ...given };
      return expect(validateRobustContrastiveLoss(viewA(), viewB(), tau())).rejects.toMatchObject({
        argument,
      });
    };
    await refuses({ viewA: () => np.full([3, 3], NaN) }, "viewA");
    await refuses({ viewB: () => np.zeros([3, 3]) }, "viewB");
    await refuses({ tau: () => np.array([0.1, 0, 0.1]) }, "tau");
    await refuses({ tau: () => np.array([0.1, -1, 0.1]) }, "tau");
    await refuses({ tau: () => np.array([0.1, Infinity, 0.1]) }, "tau");
  });
});
