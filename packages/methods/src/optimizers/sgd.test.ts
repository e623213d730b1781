import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { sgd } from "./sgd.ts";
import { linearSchedule } from "./schedules.ts";
import {
  expectClose,
  optimizerProperties,
  gradientValues,
  parametersAfterSteps,
  startValues,
} from "../../test/optimizers.ts";

/** PyTorch's update rule, written out on plain numbers. */
function reference(learningRate: number, momentum: number, nesterov: boolean): number[][] {
  const weights = [...startValues];
  const buffer = weights.map(() => 0);
  return gradientValues.map((gradient) => {
    for (const [i, g] of gradient.entries()) {
      buffer[i] = momentum * buffer[i]! + g;
      weights[i]! -= learningRate * (nesterov ? g + momentum * buffer[i] : buffer[i]);
    }
    return [...weights];
  });
}

describe("sgd", () => {
  test("takes the steps that a hand calculation gives", async () => {
    const [first, second] = await parametersAfterSteps(sgd({ learningRate: 0.5, momentum: 0.5 }));
    expectClose(
      [first!, second!],
      [
        [0.95, -1.9, 0.35, 1],
        [0.675, -1.975, 0.775, 0],
      ],
    );
  });

  test.each([
    [0, false],
    [0.9, false],
    [0.9, true],
  ])("is PyTorch's SGD with momentum %d, nesterov %s", async (momentum, nesterov) => {
    const got = await parametersAfterSteps(sgd({ learningRate: 0.1, momentum, nesterov }));
    expectClose(got, reference(0.1, momentum, nesterov));
  });

  test("follows a schedule inside a compiled program", async () => {
    const learningRate = linearSchedule({ initValue: 1, endValue: 0, transitionSteps: 2 });
    const got = await parametersAfterSteps(sgd({ learningRate }), { traced: true });
    const [g0, g1] = [gradientValues[0]!, gradientValues[1]!];
    const first = startValues.map((w, i) => w - g0[i]!);
    const second = first.map((w, i) => w - 0.5 * g1[i]!);
    expectClose(got, [first, second, second]);
  });

  optimizerProperties("with momentum", () => sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }));
  optimizerProperties("without", () => sgd({ learningRate: 0.1 }));

  test.each([
    [{ learningRate: -1 }, "learningRate"],
    [{ learningRate: Number.NaN }, "learningRate"],
    [{ learningRate: 1, momentum: 1 }, "momentum"],
    [{ learningRate: 1, momentum: -0.1 }, "momentum"],
  ])("refuses %j", (options, argument) => {
    expect(() => sgd(options)).toThrow(InvalidArgumentError);
    expect(() => sgd(options)).toThrow(argument);
  });
});
