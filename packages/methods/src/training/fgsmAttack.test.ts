import { type Array, grad, jit, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { type BadCall, type InputValues, leakedBuffers, methodChecks } from "../testing/index.ts";
import { fgsmAttack, type FgsmAttackOptions } from "./fgsmAttack.ts";
import { pgdAttack } from "./pgdAttack.ts";

const slopes = [3, -0.5, 0.001, 0];
/** Linear in the input, so that the gradient is known: one value per example. */
const linear = (x: Array) => np.matmul(x, np.array(slopes).astype(x.dtype));
const curved = (x: Array) => np.square(x.ref.sub(0.2)).mul(x).sum(1);
const values = async (x: Array) => [...(await x.data())];

const makeInputs = (seed: number): InputValues[] => [
  { shape: [2, 4], values: Float64Array.from({ length: 8 }, (_, i) => 0.5 + 0.4 * Math.sin(i + seed)) },
];
const badCall = (
  name: string,
  argument: string,
  options: Partial<FgsmAttackOptions>,
  x = np.zeros([2, 4]),
): BadCall => ({
  name,
  argument,
  call: () => fgsmAttack(linear, x, { epsilon: 0.1, ...options }),
});
const badCalls = [
  badCall("a negative epsilon", "epsilon", { epsilon: -1 }),
  badCall("no epsilon", "epsilon", { epsilon: undefined as never }),
  badCall("an empty range", "clipMin", { clipMin: 2 }),
  badCall("an unknown norm", "norm", { norm: "l1" as never }),
  badCall("another shape of the start", "initialPerturbation", { initialPerturbation: np.zeros([4]) }),
  badCall("integers", "x", {}, np.array(Int32Array.of(0, 0, 0, 0)).reshape([1, 4])),
];

for (const norm of ["linf", "l2"] as const) {
  describe(norm, () => {
    const spec = {
      name: "fgsmAttack",
      apply: (x?: Array) => fgsmAttack(curved, x!, { epsilon: 0.1, norm }),
      makeInputs,
      shape: [2, 4],
      badCalls: norm === "linf" ? badCalls : [],
    };
    for (const check of methodChecks(spec)) test(check.name, check.run);

    test("is one step of pgdAttack of length ε", async () => {
      const x = () => np.array([[0.1, 0.4, 0.9, 0.5]]);
      const start = () => np.array([[0.05, -0.02, 0, 0.01]]);
      const once = { epsilon: 0.1, stepSize: 0.1, steps: 1, norm };
      expect(
        await values(fgsmAttack(curved, x(), { epsilon: 0.1, norm, initialPerturbation: start() })),
      ).toEqual(await values(pgdAttack(curved, x(), { ...once, initialPerturbation: start() })));
      expect(await values(fgsmAttack(curved, x(), { epsilon: 0.1, norm }))).toEqual(
        await values(pgdAttack(curved, x(), { ...once, initialPerturbation: np.zeros([1, 4]) })),
      );
    });

    test("stays where it is with ε = 0, and without a gradient", async () => {
      const x = () => np.array([[0.1, 0.4, 0.9, 0.5]]);
      const flat = (input: Array) => input.mul(0).sum(1);
      const still = await values(x());
      expect(await values(fgsmAttack(curved, x(), { epsilon: 0, norm }))).toEqual(still);
      expect(await values(fgsmAttack(flat, x(), { epsilon: 0.3, norm }))).toEqual(still);
    });
  });
}

describe("the step", () => {
  const half = () => np.full([1, 4], 0.5);

  test("goes by ε along each sign, and nowhere where the gradient is 0", async () => {
    const moved = await values(fgsmAttack(linear, half(), { epsilon: 0.1 }).sub(0.5));
    [0.1, -0.1, 0.1, 0].forEach((want, i) => expect(moved[i]).toBeCloseTo(want, 6));
  });

  test("goes by ε along the gradient for l2", async () => {
    const moved = await values(fgsmAttack(linear, half(), { epsilon: 0.1, norm: "l2" }).sub(0.5));
    const length = Math.hypot(...slopes);
    slopes.forEach((slope, i) => expect(moved[i]).toBeCloseTo((0.1 * slope) / length, 6));
  });

  test("from a start comes back into the ball and into the range", async () => {
    const initialPerturbation = np.array([[0.1, 0.1, -0.1, 0.05]]);
    const moved = await values(fgsmAttack(linear, half(), { epsilon: 0.1, initialPerturbation }).sub(0.5));
    [0.1, 0, 0, 0.05].forEach((want, i) => expect(moved[i]).toBeCloseTo(want, 6));
    const clipped = await values(fgsmAttack(linear, half(), { epsilon: 0.4, clipMin: 0.3, clipMax: 0.7 }));
    [0.7, 0.3, 0.7, 0.5].forEach((want, i) => expect(clipped[i]).toBeCloseTo(want, 6));
  });

  test("carries no gradient, and leaves what the objective closes over to the caller", async () => {
    const slope = grad((x: Array) => fgsmAttack(linear, x, { epsilon: 0.1 }).sum())(half()) as Array;
    expect(await values(slope)).toEqual([0, 0, 0, 0]);
    const program = jit((weights: Array, x: Array) => {
      const attacked = fgsmAttack((input) => np.matmul(input, weights.ref), x, { epsilon: 0.1 });
      weights.dispose();
      return attacked;
    });
    const once = async () => void (await values(program(np.array(slopes), half())));
    await once();
    expect(await leakedBuffers(once)).toBe(0);
    program.dispose();
  });
});
