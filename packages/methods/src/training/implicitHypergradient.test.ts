import { type Array, grad, jit, nn, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { compSumLoss } from "../losses/compSumLoss.ts";
import { type BadCall, leakedBuffers } from "../testing/index.ts";
import {
  implicitHypergradient,
  type ImplicitHypergradientOptions,
  validateImplicitHypergradient,
} from "./implicitHypergradient.ts";

type Params = { weights: Array; bias: Array };

const wave = (count: number, scale: number) =>
  Float64Array.from({ length: count }, (_, i) => scale * Math.sin(1 + 2.1 * i));
const float64 = (values: ArrayLike<number>, shape: number[]) =>
  np.array(Float64Array.from(values)).reshape(shape);
const sides = [[-0.25, -0.3, -0.2], [0.3, 0.25, 0.3]] as const; // prettier-ignore

/** A layer of tanh in front of two classes, so that the loss is curved in its input. */
const loss = ({ weights, bias }: Params, x: Array, y: Array, delta: Array) =>
  compSumLoss(np.tanh(np.matmul(x.add(delta).reshape([1, -1]), weights).add(bias)), y.reshape([1]));

const flatParams = [...wave(9, 1.2)];
const paramsOf = (flat: ArrayLike<number>): Params => {
  const values = globalThis.Array.from(flat);
  return { weights: float64(values.slice(0, 6), [3, 2]), bias: float64(values.slice(6, 8), [2]) };
};
const pointAt = (flat: ArrayLike<number>, delta: ArrayLike<number>) => ({
  params: paramsOf(flat),
  x: float64([0.3, -0.8, 0.5], [3]),
  y: np.array(Int32Array.of(1)).reshape([]),
  delta: float64(delta, [3]),
  lower: float64(sides[0], [3]),
  upper: float64(sides[1], [3]),
});

const flatten = async ({ weights, bias }: Params) => [...(await weights.data()), ...(await bias.data())];
const lossAt = async (flat: ArrayLike<number>, delta: ArrayLike<number>) => {
  const { params, x, y, delta: at, lower, upper } = pointAt(flat, delta);
  for (const side of [lower, upper]) side.dispose();
  return (await loss(params, x, y, at).data())[0]!;
};

/** Gradient of the loss in δ. */
async function lossSlope(delta: number[]): Promise<number[]> {
  const { params, x, y, delta: at, lower, upper } = pointAt(flatParams, delta);
  for (const side of [lower, upper]) side.dispose();
  return [...(await (grad((d: Array) => loss(params, x, y, d))(at) as Array).data())];
}

/** Gradient of −loss + (l2/2)‖δ‖² + barrier in δ. */
async function lowerSlope(delta: number[], { c, l2 = 0 }: ImplicitHypergradientOptions): Promise<number[]> {
  const ofLoss = await lossSlope(delta);
  return delta.map((d, i) => l2 * d - ofLoss[i]! + c * (1 / (sides[1][i]! - d) - 1 / (d - sides[0][i]!)));
}

describe("the gradient", () => {
  const options = { c: 0.05, l2: 0.5 };

  const delta = [0.05, -0.1, 0.1];

  test("with the full Hessian has H v = ∇l for the curvature H of the lower problem", async () => {
    const { solve } = implicitHypergradient(loss, pointAt(flatParams, delta), {
      ...options,
      hessian: "full",
    });
    const v = [...(await solve.data())];
    const along = async (step: number) => lowerSlope(delta.map((d, i) => d + step * v[i]!), options); // prettier-ignore
    const [ahead, behind] = [await along(1e-2), await along(-1e-2)];
    const slope = await lossSlope(delta);
    slope.forEach((value, i) => expect((ahead[i]! - behind[i]!) / 2e-2).toBeCloseTo(value, 2));
  });

  test.each(["full", "barrier"] as const)(
    "is the direct one and the slope of ⟨∇l, v⟩ (%s)",
    async (hessian) => {
      const result = implicitHypergradient(loss, pointAt(flatParams, delta), { ...options, hessian });
      const v = [...(await result.solve.data())];
      expect((await result.value.data())[0]).toBeCloseTo(await lossAt(flatParams, delta), 6);
      const shifted = (step: number) => delta.map((d, i) => d + step * v[i]!);
      for (const [i, slope] of (await flatten(result.grad)).entries()) {
        const moved = (step: number) => flatParams.map((p, k) => (k === i ? p + step : p));
        const [h, k] = [1e-2, 1e-2];
        const direct = ((await lossAt(moved(h), delta)) - (await lossAt(moved(-h), delta))) / (2 * h);
        const mixed = async (step: number) =>
          ((await lossAt(moved(step), shifted(k))) - (await lossAt(moved(step), shifted(-k)))) / (2 * k);
        expect(slope).toBeCloseTo(direct + ((await mixed(h)) - (await mixed(-h))) / (2 * h), 2);
      }
    },
  );

  test("with the barrier alone has v = ∇l / (l2 + barrier's curvature)", async () => {
    const slope = await lossSlope(delta);
    const result = implicitHypergradient(loss, pointAt(flatParams, delta), options);
    const v = await result.solve.data();
    slope.forEach((value, i) => {
      const [down, up] = [delta[i]! - sides[0][i]!, sides[1][i]! - delta[i]!];
      expect(v[i]).toBeCloseTo(value / (0.5 + 0.05 * (down ** -2 + up ** -2)), 6);
    });
  });

  test("with a strong barrier is the direct gradient", async () => {
    const { params, x, y, delta: at, lower, upper } = pointAt(flatParams, delta);
    for (const side of [lower, upper]) side.dispose();
    const direct = await flatten(grad((theta: Params) => loss(theta, x, y, at))(params) as unknown as Params);
    const result = implicitHypergradient(loss, pointAt(flatParams, delta), { c: 1e6 });
    (await flatten(result.grad)).forEach((value, i) => expect(value).toBeCloseTo(direct[i]!, 6));
  });

  test("is the same for both Hessians of a network that is linear in its input piece by piece", async () => {
    const rectified = ({ weights, bias }: Params, x: Array, y: Array, delta: Array) => {
      const scores = nn.relu(np.matmul(x.add(delta).reshape([1, -1]), weights).add(bias));
      return scores.sum().mul(y.astype(scores.dtype));
    };
    const run = async (hessian: "barrier" | "full") => {
      const { grad: gradient } = implicitHypergradient(rectified, pointAt(flatParams, [0.05, -0.1, 0.1]), {
        ...options,
        hessian,
      });
      return flatten(gradient);
    };
    const [barrier, full] = [await run("barrier"), await run("full")];
    barrier.forEach((value, i) => expect(full[i]).toBeCloseTo(value, 6));
  });

  test("stays finite on the side of the box", async () => {
    const result = implicitHypergradient(loss, pointAt(flatParams, [0.3, -0.3, 0.3]), { c: 1e-3 });
    for (const value of await flatten(result.grad)) expect(Number.isFinite(value)).toBe(true);
  });
});

test("consumes what it is given and nothing else", async () => {
  const point = pointAt(flatParams, [0.05, -0.1, 0.1]);
  const { weights } = point.params;
  const kept = weights.ref;
  const { value, solve, grad: gradient } = implicitHypergradient(loss, point, { c: 1 });
  await Promise.all([value.data(), solve.data(), flatten(gradient)]);
  expect(() => weights.add(point.params.bias)).toThrow();
  expect((await kept.data()).length).toBe(6);
});

describe("in a compiled program", () => {
  const options = { c: 0.05, l2: 0.5 };
  const single = () => {
    const { params, y, ...vectors } = pointAt(flatParams, [0.05, -0.1, 0.1]);
    const float32 = (array: Array) => array.astype(np.float32);
    return {
      params: { weights: float32(params.weights), bias: float32(params.bias) },
      x: float32(vectors.x),
      y,
      delta: float32(vectors.delta),
      lower: float32(vectors.lower),
      upper: float32(vectors.upper),
    };
  };
  const run = (point: ReturnType<typeof single>) => {
    const { value, grad: gradient, solve } = implicitHypergradient(loss, point, options);
    return [value.reshape([1]), gradient.weights.reshape([6]), gradient.bias, solve];
  };

  test("of float32 it is the same, and nothing is left", async () => {
    const read = async (arrays: Array[]) =>
      (await Promise.all(arrays.map(async (array) => [...(await array.data())]))).flat();
    const eager = await read(run(single()));
    const program = jit(run);
    const once = async () => read(program(single()));
    (await once()).forEach((value, i) => expect(value).toBeCloseTo(eager[i]!, 5));
    expect(await leakedBuffers(async () => void (await once()))).toBe(0);
    program.dispose();
  });

  test.each(["full", "barrier"] as const)("it refuses what does not work there (%s)", (hessian) => {
    const dtype = hessian === "full" ? np.float32 : np.float64;
    const program = jit(
      (delta: Array) => implicitHypergradient(loss, { ...single(), delta }, { c: 1, hessian }).value,
    );
    expect(() => program(np.zeros([3], { dtype }))).toThrow(/traced into a program/);
  });
});

const good = () => pointAt(flatParams, [0, 0, 0]);
const call =
  (change: object, options: object = {}) =>
  () =>
    implicitHypergradient(loss, { ...good(), ...change }, { c: 1, ...options });
const badCalls: BadCall[] = [
  { name: "c = 0", argument: "c", call: call({}, { c: 0 }) },
  { name: "a negative l2", argument: "l2", call: call({}, { l2: -1 }) },
  { name: "another Hessian", argument: "hessian", call: call({}, { hessian: "diagonal" }) },
  { name: "another length of x", argument: "x", call: call({ x: np.zeros([2]) }) },
  { name: "a batch", argument: "delta", call: call({ delta: np.zeros([1, 3]) }) },
  { name: "another length of a side", argument: "upper", call: call({ upper: np.zeros([2]) }) },
  { name: "integer parameters", argument: "params", call: call({ params: np.zeros([2]).astype(np.int32) }) },
];
test.each(badCalls)("refuses $name", ({ argument, call: bad }) => {
  expect(bad).toThrow(expect.objectContaining({ name: "InvalidArgumentError", argument }));
});

test("validateImplicitHypergradient refuses a point outside the box", async () => {
  await expect(validateImplicitHypergradient(good(), { c: 1 })).resolves.toBeUndefined();
  const outside = pointAt(flatParams, [0.3, 0, 0]);
  await expect(validateImplicitHypergradient(outside, { c: 1 })).rejects.toThrow(/delta: .*index 0/);
});
