import { DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { adam } from "./adam.ts";
import { adamw } from "./adamw.ts";
import { scaleByAdam } from "./scaleByAdam.ts";
import {
  expectClose,
  optimizerProperties,
  gradientValues,
  parametersAfterSteps,
  startValues,
} from "../../test/optimizers.ts";

/** Algorithm 1 of Kingma & Ba with decoupled decay, on plain numbers. */
function reference({ learningRate = 0.01, b1 = 0.9, b2 = 0.999, eps = 1e-8, weightDecay = 0 }): number[][] {
  const weights = [...startValues];
  const [first, second] = [weights.map(() => 0), weights.map(() => 0)];
  return gradientValues.map((gradient, step) => {
    for (const [i, g] of gradient.entries()) {
      first[i] = b1 * first[i]! + (1 - b1) * g;
      second[i] = b2 * second[i]! + (1 - b2) * g * g;
      const mHat = first[i] / (1 - b1 ** (step + 1));
      const vHat = second[i] / (1 - b2 ** (step + 1));
      weights[i]! -= learningRate * (mHat / (Math.sqrt(vHat) + eps) + weightDecay * weights[i]!);
    }
    return [...weights];
  });
}

describe("adam", () => {
  test("moves by the learning rate at the first step, whatever the gradient's size", async () => {
    const [first] = await parametersAfterSteps(adam({ learningRate: 0.01 }));
    const signs = gradientValues[0]!.map(Math.sign);
    expectClose([first!], [startValues.map((w, i) => w - 0.01 * signs[i]!)], 1e-8);
  });

  test.each([{}, { b1: 0.5, b2: 0.9, eps: 1e-3 }, { b1: 0, b2: 0 }])(
    "is the published rule for %j",
    async (options) => {
      const got = await parametersAfterSteps(adam({ learningRate: 0.01, ...options }));
      expectClose(got, reference(options));
    },
  );

  test("keeps six digits of the bias correction in float32", async () => {
    const optimizer = scaleByAdam();
    const param = np.array([1]);
    const [update, state] = optimizer.update(np.array([0.3]), optimizer.init(param));
    const [value] = await update.data();
    expect(Math.abs(value! - 1)).toBeLessThan(1e-6);
    expect(state.count.dtype).toBe(DType.Int32);
    expect(await state.count.jsAsync()).toBe(1);
    expect(
      await np
        .array([0.3])
        .mul(0.1)
        .sub(state.mu as never)
        .jsAsync(),
    ).toEqual([expect.closeTo(0, 7)]);
    (state.nu as typeof update).dispose();
  });

  optimizerProperties("adam", () => adam({ learningRate: 0.01 }));

  test.each([
    [{ b1: 1 }, "b1"],
    [{ b2: -0.1 }, "b2"],
    [{ eps: 0 }, "eps"],
    [{ learningRate: Number.POSITIVE_INFINITY }, "learningRate"],
  ])("refuses %j", (options, argument) => {
    expect(() => adam({ learningRate: 0.1, ...options })).toThrow(InvalidArgumentError);
    expect(() => adam({ learningRate: 0.1, ...options })).toThrow(argument);
  });

  test("refuses gradients of another structure and consumes nothing", async () => {
    const optimizer = adam({ learningRate: 0.1 });
    const state = optimizer.init({ weight: np.zeros([2]) });
    const wrong = { weight: np.zeros([3]) };
    expect(() => optimizer.update(wrong, state)).toThrow(InvalidArgumentError);
    const right = { weight: np.ones([2]) };
    const [updates] = optimizer.update(right, state);
    expect(await updates.weight.jsAsync()).toEqual([expect.closeTo(-0.1), expect.closeTo(-0.1)]);
    wrong.weight.dispose();
  });
});

describe("adamw", () => {
  test.each([0, 0.1])("is the published rule with weight decay %d", async (weightDecay) => {
    const got = await parametersAfterSteps(adamw({ learningRate: 0.01, weightDecay }));
    expectClose(got, reference({ weightDecay }));
  });

  optimizerProperties("adamw", () => adamw({ learningRate: 0.01, weightDecay: 0.1 }));

  test("asks for the parameters before it consumes anything", () => {
    const optimizer = adamw({ learningRate: 0.1 });
    const state = optimizer.init(np.zeros([2]));
    const gradient = np.ones([2]);
    expect(() => optimizer.update(gradient, state)).toThrow(/params/);
    const [updates] = optimizer.update(gradient, state, np.zeros([2]));
    expect(updates.shape).toEqual([2]);
  });

  test("refuses a negative decay", () => {
    expect(() => adamw({ learningRate: 0.1, weightDecay: -1 })).toThrow(InvalidArgumentError);
  });
});
