import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { rmsprop } from "./rmsprop.ts";
import {
  expectClose,
  optimizerProperties,
  gradientValues,
  parametersAfterSteps,
  startValues,
} from "../../test/optimizers.ts";

function reference(decay: number, eps: number, epsInSqrt: boolean, momentum: number): number[][] {
  const weights = [...startValues];
  const [square, velocity] = [weights.map(() => 0), weights.map(() => 0)];
  return gradientValues.map((gradient) => {
    for (const [i, g] of gradient.entries()) {
      square[i] = decay * square[i]! + (1 - decay) * g * g;
      const divisor = epsInSqrt ? Math.sqrt(square[i] + eps) : Math.sqrt(square[i]) + eps;
      velocity[i] = momentum * velocity[i]! - (0.01 * g) / divisor;
      weights[i]! += velocity[i];
    }
    return [...weights];
  });
}

describe("rmsprop", () => {
  test.each([
    [0.9, 1e-8, true, 0],
    [0.99, 1e-3, false, 0],
    [0.9, 1e-8, true, 0.9],
  ])(
    "is the published rule with decay %d, eps %d (in the root: %s), momentum %d",
    async (decay, eps, epsInSqrt, momentum) => {
      const got = await parametersAfterSteps(
        rmsprop({ learningRate: 0.01, decay, eps, epsInSqrt, momentum }),
      );
      expectClose(got, reference(decay, eps, epsInSqrt, momentum));
    },
  );

  optimizerProperties("rmsprop", () => rmsprop({ learningRate: 0.01 }));

  test.each([
    [{ decay: 1 }, "decay"],
    [{ eps: 0 }, "eps"],
    [{ momentum: 1 }, "momentum"],
  ])("refuses %j", (options, argument) => {
    expect(() => rmsprop({ learningRate: 0.1, ...options })).toThrow(InvalidArgumentError);
    expect(() => rmsprop({ learningRate: 0.1, ...options })).toThrow(argument);
  });
});
