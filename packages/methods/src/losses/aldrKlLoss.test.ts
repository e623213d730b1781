import { type Array, DType, grad, jit, numpy as np, valueAndGrad } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, leakedBuffers, methodChecks } from "../testing/index.ts";
import { aldrKlLoss, type AldrKlOptions, type AldrKlState, validateAldrKlLoss } from "./aldrKlLoss.ts";
import { ldrKlLoss } from "./ldrKlLoss.ts";

const int32 = (...values: number[]) => np.array(Int32Array.from(values));
const fine = { logits: () => np.ones([2, 3]), labels: () => int32(0, 1), indices: () => int32(4, 2) };
const stateOf = (...lambda: number[]): AldrKlState => ({ lambda: np.array(lambda) });
const fineState = () => stateOf(1, 1, 1, 1, 1);

const applying = (given: Partial<typeof fine> & { state?: () => unknown }) => () => {
  const { logits, labels, indices } = { ...fine, ...given };
  const state = (given.state ?? fineState)() as AldrKlState;
  return aldrKlLoss().apply(logits(), labels(), indices(), state);
};
const badCalls: BadCall[] = [
  { name: "lambda0 = 0", call: () => aldrKlLoss({ lambda0: 0 }), argument: "lambda0" },
  { name: "alpha = 1", call: () => aldrKlLoss({ alpha: 1 }), argument: "alpha" },
  { name: "a negative margin", call: () => aldrKlLoss({ margin: -1 }), argument: "margin" },
  {
    name: "an unknown normalization",
    call: () => aldrKlLoss({ normalize: "l2" as never }),
    argument: "normalize",
  },
  { name: "no examples", call: () => aldrKlLoss().init(0), argument: "numExamples" },
  { name: "half an example", call: () => aldrKlLoss().init(1.5), argument: "numExamples" },
  { name: "a single class", call: applying({ logits: () => np.zeros([2, 1]) }), argument: "logits" },
  { name: "an empty batch", call: applying({ logits: () => np.zeros([0, 3]) }), argument: "logits" },
  { name: "float labels", call: applying({ labels: () => np.zeros([2]) }), argument: "labels" },
  { name: "an index too few", call: applying({ indices: () => int32(1) }), argument: "indices" },
  { name: "float indices", call: applying({ indices: () => np.zeros([2]) }), argument: "indices" },
  { name: "no state", call: applying({ state: () => undefined }), argument: "state" },
  {
    name: "a state without memory",
    call: applying({ state: () => ({}) }),
    argument: "state.lambda",
  },
  {
    name: "a memory of another rank",
    call: applying({ state: () => ({ lambda: np.ones([2, 2]) }) }),
    argument: "state.lambda",
  },
];

const makeInputs = (seed: number): InputValues[] => [
  { shape: [4, 3], values: Float64Array.from({ length: 12 }, (_, i) => 2 * Math.sin(3.7 * i + seed)) },
  { shape: [4], values: [0, 2, 1, 2], kind: "int32" },
  { shape: [4], values: [5, 0, 3, 1], kind: "int32" },
  { shape: [6], values: [0.9, 0.7, 1, 0.6, 0.8, 0.75] },
];
const combinations: AldrKlOptions[] = [
  {},
  { lambda0: 10, alpha: 1.2, margin: 1, normalize: "softplus" },
  { lambda0: 0.5, alpha: 5, margin: 0, normalize: "none" },
];
for (const [i, options] of combinations.entries()) {
  describe(JSON.stringify(options), () => {
    const loss = aldrKlLoss(options);
    const ofValue = {
      name: "aldrKlLoss",
      apply: (logits?: Array, labels?: Array, indices?: Array, lambda?: Array) => {
        const { value, state } = loss.apply(logits!, labels!, indices!, { lambda: lambda! });
        state.lambda.dispose();
        return value;
      },
      makeInputs,
      shape: [],
      batchInputs: [0, 1, 2],
      badCalls: i === 0 ? badCalls : [],
    };
    const ofState = {
      name: "the state of aldrKlLoss",
      apply: (logits?: Array, labels?: Array, indices?: Array, lambda?: Array) => {
        const { value, state } = loss.apply(logits!, labels!, indices!, { lambda: lambda! });
        value.dispose();
        return state.lambda;
      },
      makeInputs,
      shape: [6],
    };
    for (const check of methodChecks(ofValue)) test(check.name, check.run);
    for (const check of methodChecks(ofState)) test(`the state ${check.name}`, check.run);
  });
}

describe("one visit", () => {
  const rows = [
    [4, -1, 0.5],
    [0.1, 0, -0.1],
  ];
  const visit = (options: AldrKlOptions, state: AldrKlState) =>
    aldrKlLoss(options).apply(np.array(rows), int32(0, 1), int32(4, 2), state);

  test("follows the formulas", async () => {
    const [lambda0, alpha] = [2, 1.5];
    const { value, state } = visit({ lambda0, alpha, normalize: "none" }, stateOf(2, 2, 1.2, 2, 1.6));
    const old = [1.6, 1.2];
    const expected = rows.map((row, i) => {
      const powers = row.map((z) => Math.exp(z / old[i]!));
      const total = powers.reduce((sum, power) => sum + power, 0);
      const q = powers.map((power) => (power / total + 1e-5) / (1 + 3e-5));
      const divergence = q.reduce((sum, p) => sum + p * Math.log(3 * p), 0);
      return lambda0 * (1 - divergence / (alpha * Math.log(3)));
    });
    const lambda = (await state.lambda.jsAsync()) as number[];
    [2, 2, expected[1]!, 2, expected[0]!].forEach((want, i) => expect(lambda[i]).toBeCloseTo(want, 5));
    const losses = await Promise.all(
      rows.map(async (row, i) => {
        const options = { lambda: expected[i]!, normalize: "none" } as const;
        const loss = (await ldrKlLoss(np.array([row]), int32(i), options).jsAsync()) as number;
        return loss - ((alpha * Math.log(3)) / (2 * lambda0)) * (expected[i]! - lambda0) ** 2;
      }),
    );
    expect(await value.jsAsync()).toBeCloseTo((losses[0]! + losses[1]!) / 2, 5);
  });

  test("lowers lambda for a confident prediction, never below lambda0 (1 − 1/alpha)", async () => {
    const { value, state } = aldrKlLoss({ lambda0: 1, alpha: 2, normalize: "none" }).apply(
      np.array([
        [1e4, -1e4, 0],
        [0, 0, 0],
      ]),
      int32(0, 1),
      int32(0, 1),
      stateOf(1, 1, 1),
    );
    const [sure, even, other] = (await state.lambda.jsAsync()) as number[];
    expect(sure).toBeCloseTo(0.5, 3);
    expect(sure).toBeGreaterThanOrEqual(0.5);
    expect(even).toBeCloseTo(1, 6);
    expect(other).toBe(1);
    expect(Number.isFinite(await value.jsAsync())).toBe(true);
  });

  test("takes lambda as a constant: the gradient is that of LDR-KL with the new lambda", async () => {
    const valueOf = (logits: Array) => {
      const { value, state } = aldrKlLoss().apply(logits, int32(0), int32(0), stateOf(1));
      return [value, state.lambda] as [Array, Array];
    };
    const [[value, lambda], gradient] = valueAndGrad(valueOf, { hasAux: true })(np.array([rows[0]!])) as [
      [Array, Array],
      Array,
    ];
    value.dispose();
    const [reached] = (await lambda.jsAsync()) as [number];
    const plain = (logits: Array) => ldrKlLoss(logits, int32(0), { lambda: reached, normalize: "l1" });
    const want = await (grad(plain)(np.array([rows[0]!])) as Array).data();
    (await gradient.data()).forEach((slope, i) => expect(slope).toBeCloseTo(want[i]!, 5));
  });

  test("of an index that comes twice the last place counts", async () => {
    const twice = aldrKlLoss().apply(np.array(rows), int32(0, 1), int32(3, 3), fineState());
    const once = aldrKlLoss().apply(np.array(rows), int32(0, 1), int32(2, 3), fineState());
    const [a, b] = [await twice.state.lambda.jsAsync(), await once.state.lambda.jsAsync()] as number[][];
    expect(a![3]).toBe(b![3]);
    expect(a![2]).toBe(1);
    twice.value.dispose();
    once.value.dispose();
  });

  test("keeps the dtype of the state, whatever that of the scores", async () => {
    const { value, state } = aldrKlLoss().apply(
      np.array(rows, { dtype: DType.Float64 }),
      int32(0, 1),
      int32(4, 2),
      aldrKlLoss().init(5),
    );
    expect([value.dtype, state.lambda.dtype]).toEqual([DType.Float64, DType.Float32]);
    value.dispose();
    state.lambda.dispose();
  });

  test("in a compiled step leaves nothing behind", async () => {
    const loss = aldrKlLoss({ lambda0: 1 });
    const step = jit((logits: Array, lambda: Array) => {
      const valueOf = (x: Array) => {
        const { value, state } = loss.apply(x, int32(0, 1), int32(4, 2), { lambda });
        return [value, state.lambda] as [Array, Array];
      };
      return valueAndGrad(valueOf, { hasAux: true })(logits) as [[Array, Array], Array];
    });
    const once = async () => {
      const [[value, lambda], gradient] = step(np.array(rows), np.ones([5]));
      expect(await lambda.data()).toHaveLength(5);
      value.dispose();
      gradient.dispose();
    };
    await once();
    expect(await leakedBuffers(once)).toBe(0);
    step.dispose();
  });
});

test("init gives every example lambda0", async () => {
  expect(await aldrKlLoss({ lambda0: 3 }).init(4).lambda.jsAsync()).toEqual([3, 3, 3, 3]);
});

describe("validateAldrKlLoss", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [logits, labels, indices, state] = [fine.logits(), fine.labels(), fine.indices(), fineState()];
    await validateAldrKlLoss(logits, labels, indices, state);
    const { value, state: next } = aldrKlLoss().apply(logits, labels, indices, state);
    expect(Number.isFinite(await value.jsAsync())).toBe(true);
    next.lambda.dispose();
  });

  test("names the value that is not sound", async () => {
    const refuses = (given: Partial<typeof fine> & { state?: AldrKlState }, argument: string) => {
      const { logits, labels, indices } = { ...fine, ...given };
      const check = validateAldrKlLoss(logits(), labels(), indices(), given.state ?? fineState());
      return expect(check).rejects.toMatchObject({ argument });
    };
    await refuses({ logits: () => np.array([[1, NaN], [1, 1]]) }, "logits"); // prettier-ignore
    await refuses({ logits: () => np.array([[1, 2], [0, 0]]) }, "logits"); // prettier-ignore
    await refuses({ labels: () => int32(0, 3) }, "labels");
    await refuses({ indices: () => int32(0, 5) }, "indices");
    await refuses({ indices: () => int32(1, 1) }, "indices");
    await refuses({ state: stateOf(1, NaN, 1, 1, 1) }, "state.lambda");
  });
});
