import { numpy as np, random } from "@jax-js/jax";
import { leakedBuffers } from "@offprint/methods/testing";
import { describe, expect, test } from "vitest";
import {
  dense,
  glorotNormal,
  glorotUniform,
  heNormal,
  type Initialiser,
  normal,
  uniformFanIn,
  zeros,
} from "./index.ts";

const fans = { fanIn: 50, fanOut: 100 };

async function drawn(initialiser: Initialiser): Promise<{ spread: number; largest: number; mean: number }> {
  const values = Array.from(await initialiser(random.key(0), [100, 100], fans).data());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { spread, mean, largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) };
}

describe("normal initialisers have the stated standard deviation", () => {
  const deviations: [string, Initialiser, number][] = [
    ["heNormal", heNormal, Math.sqrt(2 / 50)],
    ["glorotNormal", glorotNormal, Math.sqrt(2 / 150)],
    ["normal", normal(0.3), 0.3],
  ];
  test.each(deviations)("%s", async (_name, initialiser, deviation) => {
    const { spread, mean, largest } = await drawn(initialiser);
    expect(Math.abs(spread / deviation - 1)).toBeLessThan(0.03);
    expect(Math.abs(mean)).toBeLessThan(0.04 * deviation);
    expect(largest).toBeGreaterThan(3 * deviation);
  });
});

describe("uniform initialisers fill the stated interval", () => {
  const bounds: [string, Initialiser, number][] = [
    ["glorotUniform", glorotUniform, Math.sqrt(6 / 150)],
    ["uniformFanIn", uniformFanIn, 1 / Math.sqrt(50)],
  ];
  test.each(bounds)("%s", async (_name, initialiser, bound) => {
    const { spread, largest } = await drawn(initialiser);
    expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
    expect(largest).toBeGreaterThan(0.99 * bound);
    expect(Math.abs(spread / (bound / Math.sqrt(3)) - 1)).toBeLessThan(0.03);
  });
});

test("zeros are zeros", async () => {
  expect((await drawn(zeros)).largest).toBe(0);
});

test("a bias takes the fans of its layer's weights and a key of its own", async () => {
  const { weights, bias } = dense.init(random.key(0), 400, 64, {
    initialiser: uniformFanIn,
    bias: uniformFanIn,
  });
  const [w, b] = [await weights.data(), await bias.data()];
  expect(Math.max(...b.map(Math.abs))).toBeLessThanOrEqual(0.05 + 1e-7);
  expect(Math.max(...b.map(Math.abs))).toBeGreaterThan(0.04);
  expect(Array.from(w.slice(0, 64))).not.toEqual(Array.from(b));
});

test("a layer may have no bias", () => {
  const params = dense.init(random.key(0), 3, 2, { bias: false });
  expect(Object.keys(params)).toEqual(["weights"]);
  expect(dense.apply(params, np.zeros([1, 3])).js()).toEqual([[0, 0]]);
});

test("drawing leaves no arrays behind", async () => {
  const body = async () => {
    for (const initialiser of [heNormal, glorotUniform, zeros]) {
      const { weights, bias } = dense.init(random.key(0), 3, 2, { initialiser, bias: initialiser });
      await weights.data();
      await bias.data();
    }
  };
  await body();
  expect(await leakedBuffers(body)).toBe(0);
});
