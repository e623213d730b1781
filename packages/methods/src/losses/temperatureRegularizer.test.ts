import { grad, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { methodChecks } from "../testing/index.ts";
import { temperatureRegularizer, validateTemperatureRegularizer } from "./temperatureRegularizer.ts";

for (const dim of [1, 32]) {
  describe(`in ${dim} dimensions`, () => {
    const checks = methodChecks({
      name: "temperatureRegularizer",
      apply: (tau) => temperatureRegularizer(tau!, { dim }),
      makeInputs: (seed) => [{ shape: [2, 3], values: [0.05, 0.4, 1, 1.7, 20, 0.3 + 0.1 * seed] }],
      shape: [2, 3],
      differentiable: [0],
      gradientTolerance: 1e-4,
      badCalls: [
        {
          name: "integers",
          call: () => temperatureRegularizer(np.ones([2]).astype(np.int32), { dim }),
          argument: "tau",
        },
        {
          name: "no dimensions",
          call: () => temperatureRegularizer(np.ones([2]), { dim: 0 }),
          argument: "dim",
        },
        {
          name: "half a dimension",
          call: () => temperatureRegularizer(np.ones([2]), { dim: 1.5 }),
          argument: "dim",
        },
      ],
    });
    for (const check of checks) test(check.name, check.run);
  });
}

test("is smallest at 2 / d", async () => {
  for (const dim of [2, 8, 64]) {
    const lowest = 2 / dim;
    const [below, at, above] = (await temperatureRegularizer(np.array([0.9 * lowest, lowest, 1.1 * lowest]), {
      dim,
    }).jsAsync()) as [number, number, number];
    expect(at).toBeCloseTo((dim / 2) * (Math.log(lowest) + 1), 4);
    expect(below).toBeGreaterThan(at);
    expect(above).toBeGreaterThan(at);
    const slope = grad((tau: np.Array) => temperatureRegularizer(tau, { dim }).sum())(np.array([lowest]));
    expect((await slope.jsAsync())[0] * lowest).toBeCloseTo(0, 4);
  }
});

test("is finite for temperatures from 1e-6 to 1e4, and takes scalars and empty arrays", async () => {
  const values = (await temperatureRegularizer(np.array([1e-6, 1e4]), { dim: 128 }).jsAsync()) as number[];
  expect(values[0]! / (1e6 + 64 * Math.log(1e-6))).toBeCloseTo(1, 5);
  expect(values[1]! / (1e-4 + 64 * Math.log(1e4))).toBeCloseTo(1, 5);
  expect(await temperatureRegularizer(np.array(1), { dim: 4 }).jsAsync()).toBeCloseTo(1, 6);
  expect(temperatureRegularizer(np.zeros([0]), { dim: 4 }).shape).toEqual([0]);
});

describe("validateTemperatureRegularizer", () => {
  test.each([0, -1, NaN, Infinity])("refuses a temperature of %d", async (value) => {
    await expect(validateTemperatureRegularizer(np.array([1, value]), { dim: 2 })).rejects.toMatchObject({
      argument: "tau",
    });
  });

  test("refuses what the function refuses, and borrows what it accepts", async () => {
    const tau = np.ones([2]);
    await expect(validateTemperatureRegularizer(tau, { dim: 0 })).rejects.toMatchObject({ argument: "dim" });
    await validateTemperatureRegularizer(tau, { dim: 2 });
    expect(await temperatureRegularizer(tau, { dim: 2 }).jsAsync()).toEqual([1, 1]);
  });
});
