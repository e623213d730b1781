import { type Array, DType, grad, jit, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, leakedBuffers, methodChecks } from "../testing/index.ts";
import {
  isogclr,
  type IsogclrBatch,
  type IsogclrOptions,
  type IsogclrState,
  type IsogclrStepOptions,
  validateIsogclr,
} from "./isogclr.ts";
import { robustContrastiveLoss } from "./robustContrastiveLoss.ts";

const int32 = (...values: number[]) => np.array(Int32Array.from(values));
const wave = (seed: number, count: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(1 + 3.3 * i + 0.5 * i * i + seed));
const view = (seed: number, count = 3) =>
  np.array(Float32Array.from(wave(seed, 2 * count))).reshape([count, 2]);

const fine: Record<keyof IsogclrBatch, () => Array> = {
  viewA: () => view(0),
  viewB: () => view(1),
  index: () => int32(4, 0, 2),
};
const batchOf = (given: Partial<typeof fine> = {}): IsogclrBatch => {
  const { viewA, viewB, index } = { ...fine, ...given };
  return { viewA: viewA(), viewB: viewB(), index: index() };
};

const applying =
  (
    given: Partial<typeof fine> & { state?: object; options?: IsogclrOptions; step?: IsogclrStepOptions },
  ): (() => unknown) =>
  () => {
    const { state, options, step, ...batch } = given;
    const loss = isogclr(options);
    return loss.apply(batchOf(batch), { ...isogclr().init(5), ...state }, step);
  };
const making = (name: string, options: IsogclrOptions): BadCall => ({
  name,
  call: () => isogclr(options),
  argument: Object.keys(options)[0]!,
});
const badCalls: BadCall[] = [
  making("rho < 0", { rho: -1 }),
  making("eta < 0", { eta: -0.1 }),
  making("gradClip = 0", { gradClip: 0 }),
  making("gamma = 0", { gamma: 0 }),
  making("gamma > 1", { gamma: 1.1 }),
  making("beta = 0", { beta: 0 }),
  making("beta > 1", { beta: 1.1 }),
  making("tauMin = 0", { tauMin: 0 }),
  making("tauMax below tauMin", { tauMax: 0.04 }),
  making("a temperature below tauMin", { temperature: 0.04 }),
  making("a temperature above tauMax", { temperature: 0.8 }),
  making("chunks of 1.5", { chunkSize: 1.5 }),
  making("a text for a switch", { learnTemperature: "no" as never }),
  { name: "no examples", call: () => isogclr().init(0), argument: "n" },
  { name: "half an example", call: () => isogclr().init(1.5), argument: "n" },
  {
    name: "a batch of one",
    call: applying({ viewA: () => view(0, 1), viewB: () => view(1, 1), index: () => int32(0) }),
    argument: "viewA",
  },
  { name: "views of unequal shapes", call: applying({ viewB: () => view(0, 4) }), argument: "viewB" },
  {
    name: "integer views",
    call: applying({ viewA: () => np.ones([3, 2], { dtype: np.int32 }) }),
    argument: "viewA",
  },
  { name: "an index too few", call: applying({ index: () => int32(0, 1) }), argument: "index" },
  { name: "float indices", call: applying({ index: () => np.zeros([3]) }), argument: "index" },
  { name: "gamma = 0 for a step", call: applying({ step: { gamma: 0 } }), argument: "gamma" },
  {
    name: "a low tauMin with float32 views",
    call: applying({ options: { tauMin: 0.011 } }),
    argument: "tauMin",
  },
  {
    name: "a low tauMin with a float32 state",
    call: applying({
      options: { tauMin: 0.011 },
      viewA: () => view(0).astype(DType.Float64),
      viewB: () => view(1).astype(DType.Float64),
    }),
    argument: "state.u",
  },
  { name: "no batch", call: () => isogclr().apply(undefined as never, isogclr().init(5)), argument: "batch" },
  { name: "no state", call: () => isogclr().apply(batchOf(), undefined as never), argument: "state" },
  {
    name: "an option out of place",
    call: () => isogclr().apply(batchOf(), isogclr().init(5), 0.9 as never),
    argument: "options",
  },
  { name: "a state without tau", call: applying({ state: { tau: undefined } }), argument: "state.tau" },
  { name: "a shorter v", call: applying({ state: { v: np.ones([4]) } }), argument: "state.v" },
  { name: "an integer u", call: applying({ state: { u: int32(1, 1, 1, 1, 1) } }), argument: "state.u" },
  { name: "a float seen", call: applying({ state: { seen: np.ones([5]) } }), argument: "state.seen" },
];

const makeInputs = (seed: number): InputValues[] => [
  { shape: [4, 3], values: wave(seed, 12) },
  { shape: [4, 3], values: wave(seed + 0.7, 12) },
  { shape: [4], values: [5, 0, 3, 1], kind: "int32" },
  { shape: [6], values: wave(seed + 1, 6).map((x) => 5 + 4 * x) },
  { shape: [6], values: wave(seed + 2, 6).map((x) => 0.4 + 0.2 * x) },
  { shape: [6], values: wave(seed + 3, 6) },
  { shape: [6], values: [1, 0, 1, 1, 0, 0], kind: "bool" },
];
const combinations: IsogclrOptions[] = [
  {},
  { rho: 1, eta: 0.3, beta: 0.5, gamma: 0.3, tauMin: 0.1, tauMax: 0.5, gradClip: 0.4 },
  { learnTemperature: false, gamma: 1 },
  { chunkSize: 3 },
];
for (const [i, options] of combinations.entries()) {
  describe(JSON.stringify(options), () => {
    const loss = isogclr(options);
    const apply = ([viewA, viewB, index, u, tau, v, seen]: Array[]) =>
      loss.apply({ viewA: viewA!, viewB: viewB!, index: index! }, { u: u!, tau: tau!, v: v!, seen: seen! });
    const ofValue = {
      name: "isogclr",
      apply: (...inputs: Array[]) => {
        const { value, state } = apply(inputs);
        tree.dispose(state);
        return value;
      },
      makeInputs,
      shape: [],
      batchInputs: [0, 1, 2],
      badCalls: i === 0 ? badCalls : [],
    };
    const ofState = {
      name: "the state of isogclr",
      apply: (...inputs: Array[]) => {
        const { value, state } = apply(inputs);
        value.dispose();
        const { u, tau, v, seen } = state;
        return np.stack([u, tau, v, np.where(seen, tau.ref.mul(0).add(1), 0)]);
      },
      makeInputs,
      shape: [4, 6],
    };
    for (const check of methodChecks(ofValue)) test(check.name, check.run);
    for (const check of methodChecks(ofState)) test(`the state ${check.name}`, check.run);
  });
}

const valuesOf = async (state: IsogclrState) => ({
  u: (await state.u.ref.jsAsync()) as number[],
  tau: (await state.tau.ref.jsAsync()) as number[],
  v: (await state.v.ref.jsAsync()) as number[],
  seen: (await state.seen.ref.jsAsync()) as boolean[],
});

/** The values of the state after steps on the same batch. */
async function after(options: IsogclrOptions, ...steps: IsogclrStepOptions[]) {
  const loss = isogclr(options);
  let state = loss.init(5);
  for (const step of steps) {
    const next = loss.apply(batchOf(), state, step);
    next.value.dispose();
    state = next.state;
  }
  const values = await valuesOf(state);
  tree.dispose(state);
  return values;
}

describe("a step", () => {
  test("with gamma 1 descends the robust loss, in the views and in the temperatures", async () => {
    const loss = isogclr({ gamma: 1, beta: 1, eta: 0.1, rho: 0.4, temperature: 0.3 });
    const surrogate = (viewA: Array, viewB: Array): [Array, IsogclrState] => {
      const { value, state } = loss.apply({ viewA, viewB, index: int32(0, 1, 2) }, loss.init(3));
      return [value, state];
    };
    const exact = (viewA: Array, viewB: Array, tau: Array) =>
      robustContrastiveLoss(viewA, viewB, tau, { rho: 0.4 });
    const views = (): [Array, Array] => [view(0), view(1)];
    const [[value, state], got] = valueAndGrad(surrogate, { argnums: [0, 1], hasAux: true })(
      ...views(),
    ) as unknown as [[Array, IsogclrState], [Array, Array]];
    value.dispose();
    const want = grad(exact, { argnums: [0, 1, 2] })(...views(), np.full([3], 0.3)) as unknown as Array[];
    for (const [i, gradient] of got.entries()) {
      const expected = await want[i]!.data();
      for (const [at, slope] of (await gradient.data()).entries())
        expect(slope).toBeCloseTo(expected[at]!, 5);
    }
    const { v, tau } = await valuesOf(state);
    tree.dispose(state);
    // The exact value is the mean over three examples of the sums of two sides, v of each that of their mean.
    for (const [i, slope] of (await want[2]!.data()).entries()) {
      expect(v[i]).toBeCloseTo((3 / 2) * slope, 5);
      expect(tau[i]).toBeCloseTo(0.3 - 0.1 * v[i]!, 6);
    }
  });

  test("touches the state of its examples alone", async () => {
    const { u, tau, v, seen } = await after({}, {});
    expect(seen).toEqual([true, false, true, false, true]);
    for (const untouched of [1, 3]) {
      expect([u[untouched], v[untouched]]).toEqual([0, 0]);
      expect(tau[untouched]).toBeCloseTo(0.1, 7);
    }
    for (const visited of [0, 2, 4]) expect(u[visited]).toBeGreaterThan(0);
  });

  test("sets u at the first visit and averages later, with the gamma of the step", async () => {
    const fixed = { learnTemperature: false, temperature: 0.5 };
    const first = await after({ ...fixed, gamma: 0.1 }, {});
    expect(first.u).toEqual((await after({ ...fixed, gamma: 1 }, {})).u);
    const loss = isogclr(fixed);
    const [old, gamma] = [7, 0.25];
    const visited = { ...loss.init(5), u: np.full([5], old), seen: np.ones([5], { dtype: np.bool }) };
    const { value, state } = loss.apply(batchOf(), visited, { gamma });
    value.dispose();
    const { u } = await valuesOf(state);
    tree.dispose(state);
    for (const at of [0, 2, 4]) expect(u[at]).toBeCloseTo((1 - gamma) * old + gamma * first.u[at]!, 4);
    expect(u[1]).toBe(old);
  });

  test("keeps temperatures within their bounds, and all of them where they are not learned", async () => {
    const far = await after({ eta: 100, rho: 0, tauMin: 0.08, tauMax: 0.6 }, {}, {});
    for (const at of [0, 2, 4]) expect([Math.fround(0.08), Math.fround(0.6)]).toContain(far.tau[at]);
    const wide = await after({ eta: 100, rho: 5, tauMin: 0.08, tauMax: 0.6 }, {});
    for (const at of [0, 2, 4]) expect(wide.tau[at]).toBe(Math.fround(0.08));
    const fixed = await after({ learnTemperature: false }, {}, {});
    expect(new Set([...fixed.tau, ...fixed.v])).toEqual(new Set([Math.fround(0.1), 0]));
    expect(fixed.seen).toEqual([true, false, true, false, true]);
  });

  test("cuts the temperature gradient", async () => {
    const { v } = await after({ gradClip: 0.05, beta: 0.5, rho: 3 }, {});
    for (const at of [0, 2, 4]) expect(v[at]).toBeCloseTo(0.025, 6);
  });

  test("of an index that comes twice the last place counts", async () => {
    const { value, state } = isogclr().apply(batchOf({ index: () => int32(3, 1, 3) }), isogclr().init(5));
    value.dispose();
    const twice = await valuesOf(state);
    tree.dispose(state);
    expect(twice.u[3]).toBe((await after({}, {})).u[2]);
  });

  test("at temperatures that float32 does not bear is finite in float64", async () => {
    const loss = isogclr({ temperature: 0.005, tauMin: 0.005, tauMax: 0.05, rho: 6 });
    const wide = (x: () => Array) => () => x().astype(DType.Float64);
    const same = wide(() => np.ones([3, 2]));
    for (const given of [
      { viewA: wide(fine.viewA!), viewB: wide(fine.viewB!) },
      { viewA: same, viewB: same },
    ]) {
      const { value, state } = loss.apply(batchOf(given), loss.init(5));
      expect(state.u.dtype).toBe(DType.Float64);
      expect(Number.isFinite(await value.jsAsync())).toBe(true);
      const { u, tau, v } = await valuesOf(state);
      tree.dispose(state);
      expect([...u, ...tau, ...v].every(Number.isFinite)).toBe(true);
      if (given.viewA !== same) continue;
      // All similarities are 1: u = exp(1 / τ), all weights equal, and ρ is the whole gradient.
      expect(u[0]! / Math.exp(200)).toBeCloseTo(1, 4);
      expect(v[0]).toBeCloseTo(0.9 * 6, 4);
    }
  });

  test("keeps the dtype of the state, whatever that of the views", async () => {
    const wide = (x: () => Array) => () => x().astype(DType.Float64);
    const { value, state } = isogclr().apply(
      batchOf({ viewA: wide(fine.viewA!), viewB: wide(fine.viewB!) }),
      isogclr().init(5),
    );
    expect(value.dtype).toBe(DType.Float64);
    expect([state.u, state.tau, state.v, state.seen].map(({ dtype }) => dtype)).toEqual([
      DType.Float32,
      DType.Float32,
      DType.Float32,
      DType.Bool,
    ]);
    await value.data();
    tree.dispose(state);
  });

  test("in a compiled training step leaves nothing behind", async () => {
    const loss = isogclr();
    const step = jit((viewA: Array, viewB: Array, index: Array, state: IsogclrState) => {
      const valueOf = (a: Array, b: Array): [Array, IsogclrState] => {
        const next = loss.apply({ viewA: a, viewB: b, index }, state);
        return [next.value, next.state];
      };
      return valueAndGrad(valueOf, { argnums: [0, 1], hasAux: true })(viewA, viewB) as unknown as [
        [Array, IsogclrState],
        [Array, Array],
      ];
    });
    const once = async () => {
      const { viewA, viewB, index } = batchOf();
      const results = step(viewA, viewB, index, loss.init(5));
      expect(await results[0][1].tau.ref.data()).toHaveLength(5);
      tree.dispose(results);
    };
    await once();
    expect(await leakedBuffers(once)).toBe(0);
    step.dispose();
  });
});

test.each([1, 4, 6, 100])("in chunks of %i gives the same value, gradients and state", async (chunkSize) => {
  const resultsOf = async (options: IsogclrOptions) => {
    const loss = isogclr(options);
    const state: IsogclrState = {
      u: np.array([3, 4, 5, 6, 7]),
      tau: np.array([0.2, 0.3, 0.4, 0.5, 0.6]),
      v: np.array([0.1, -0.1, 0.2, -0.2, 0]),
      seen: np.arange(5).less(3),
    };
    const valueOf = (viewA: Array, viewB: Array): [Array, IsogclrState] => {
      const next = loss.apply({ viewA, viewB, index: int32(4, 0, 2) }, state);
      return [next.value, next.state];
    };
    const [[value, next], slopes] = valueAndGrad(valueOf, { argnums: [0, 1], hasAux: true })(
      view(0),
      view(1),
    ) as unknown as [[Array, IsogclrState], Array[]];
    const lists = await Promise.all([value, ...slopes, next.u, next.tau, next.v].map((x) => x.data()));
    expect(await next.seen.jsAsync()).toEqual([true, true, true, false, true]);
    return lists.flatMap((list) => [...list]);
  };
  const expected = await resultsOf({});
  for (const [i, value] of (await resultsOf({ chunkSize })).entries())
    expect(value).toBeCloseTo(expected[i]!, 5);
});

test("init starts all at one temperature, unseen", async () => {
  const state = isogclr({ temperature: 0.25 }).init(2);
  expect(await valuesOf(state)).toEqual({ u: [0, 0], tau: [0.25, 0.25], v: [0, 0], seen: [false, false] });
  tree.dispose(state);
});

describe("validateIsogclr", () => {
  test("accepts what is sound and keeps the arrays", async () => {
    const [batch, state] = [batchOf(), isogclr().init(5)];
    await validateIsogclr(batch, state);
    const next = isogclr().apply(batch, state);
    expect(Number.isFinite(await next.value.jsAsync())).toBe(true);
    tree.dispose(next.state);
  });

  test("names the value that is not sound", async () => {
    const refuses = (given: Partial<typeof fine> & { state?: object }, argument: string) => {
      const { state, ...batch } = given;
      const check = validateIsogclr(batchOf(batch), { ...isogclr().init(5), ...state });
      return expect(check).rejects.toMatchObject({ argument });
    };
    await refuses({ viewA: () => np.full([3, 2], NaN) }, "viewA");
    await refuses({ viewB: () => np.zeros([3, 2]) }, "viewB");
    await refuses({ index: () => int32(0, 1, 5) }, "index");
    await refuses({ index: () => int32(-1, 1, 2) }, "index");
    await refuses({ index: () => int32(1, 2, 1) }, "index");
    await refuses({ state: { u: np.full([5], Infinity) } }, "state.u");
    await refuses({ state: { tau: np.array([0.1, 0, 0.1, 0.1, 0.1]) } }, "state.tau");
    await refuses({ state: { v: np.full([5], NaN) } }, "state.v");
  });
});
