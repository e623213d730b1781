import { numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { methodChecks } from "../testing/index.ts";
import { aggregateRisk, type AggregateRiskOptions } from "./aggregateRisk.ts";

const base = { samples: 2000, dim: 100, bagSize: 10, rho: 0.05, noiseVariance: 1, signalNorm: 1 };
const riskOf = (changed: Partial<AggregateRiskOptions>) => aggregateRisk({ ...base, ...changed });

describe("aggregateRisk", () => {
  const spec = {
    name: "aggregateRisk",
    /** Noise variance and signal in, the three numbers out, by arrays that carry them. */
    apply: (x?: np.Array) => {
      const dtype = x!.dtype;
      const [noiseVariance, signalNorm] = x!.dataSync() as unknown as [number, number];
      const { risk, bias, variance } = riskOf({ noiseVariance, signalNorm });
      return np.array(Float64Array.of(risk, bias, variance)).astype(dtype);
    },
    makeInputs: (seed: number) => [{ shape: [2], values: [1 + seed, 0.5] }],
    shape: [3],
    traceable: false,
    badCalls: [{ name: "no options", call: () => aggregateRisk(undefined as never), argument: "options" }],
  };
  for (const check of methodChecks(spec)) test(check.name, check.run);

  test.each([0, 0.3, 1])("of bags of one is that of least squares, rho = %s", (rho) => {
    const { risk, bias, variance } = riskOf({ bagSize: 1, rho, noiseVariance: 2 });
    expect(variance).toBeCloseTo((2 * 100) / 1900, 12);
    expect(bias).toBe(0);
    expect(risk).toBe(variance);
  });

  test.each([2, 5, 19, 19.999])("without instance weight has no bias, k = %s", (bagSize) => {
    const { bias, variance } = riskOf({ bagSize, rho: 0, noiseVariance: 3 });
    const expected = (3 * 100) / (2000 / bagSize - 100);
    expect(bias).toBe(0);
    expect(variance / expected).toBeCloseTo(1, 9);
  });

  test("follows the formula before its terms were rearranged", () => {
    for (const [bagSize, rho] of [
      [2, 0.1],
      [10, 0.05],
      [16, 0.9],
      [20, 0.3],
    ] as const) {
      // prettier-ignore
      const a = 20 / bagSize;
      const b = 20 - a;
      const found = riskOf({ bagSize, rho, noiseVariance: 1.5, signalNorm: 2 });
      const right = (t: number) => (a * t) / (1 + t) + (b * rho * t) / (1 + rho * t);
      let t = 1;
      for (let i = 0; i < 500; i++) t /= right(t) ** 0.9;
      const spread = 1 / t ** 2 - a / (1 + t) ** 2 - (b * rho ** 2) / (1 + rho * t) ** 2;
      const overlap = (a * (1 + (a * (1 - t)) / (1 + t))) / (1 + t) ** 2;
      expect(right(t)).toBeCloseTo(1, 12);
      expect(found.variance).toBeCloseTo((1.5 * a) / ((1 + t) ** 2 * spread), 8);
      expect(found.bias).toBeCloseTo(4 * (1 - (2 * a * t) / (1 + t) + overlap / spread), 8);
    }
  });

  test("has a minimum between the ends for bags of ten", () => {
    const [bag, between, instance] = [0, 0.056, 1].map((rho) => riskOf({ rho }).risk) as [
      number,
      number,
      number,
    ];
    expect(between).toBeLessThan(bag / 2);
    expect(between).toBeLessThan(instance / 1.5);
  });

  test("is quadratic in the signal and linear in the noise", () => {
    const { bias, variance } = riskOf({});
    expect(riskOf({ signalNorm: 3 }).bias).toBeCloseTo(9 * bias, 12);
    expect(riskOf({ noiseVariance: 3 }).variance).toBeCloseTo(3 * variance, 12);
    expect(riskOf({ signalNorm: 0, noiseVariance: 0 }).risk).toBe(0);
  });

  test("is infinite where the minimiser is not unique", () => {
    const infinite = { risk: Infinity, bias: 0, variance: Infinity };
    for (const bagSize of [20, 25]) expect(riskOf({ bagSize, rho: 0 })).toEqual(infinite);
    expect(riskOf({ samples: 100 })).toEqual(infinite);
    expect(riskOf({ samples: 50, bagSize: 60, rho: 1 })).toEqual(infinite);
  });

  test("stays finite and positive for any weight, bags of everything included", () => {
    for (const rho of [1e-9, 1e-3, 0.5, 1]) {
      for (const bagSize of [1, 3, 20, 2000, 1e6]) {
        const { risk, bias, variance } = riskOf({ rho, bagSize });
        expect(Number.isFinite(risk)).toBe(true);
        expect(Math.min(bias, variance)).toBeGreaterThanOrEqual(0);
      }
    }
    expect(riskOf({ bagSize: 1e6 }).bias).toBeCloseTo(1, 3);
  });

  const refused: [string, keyof AggregateRiskOptions, number][] = [
    ["no samples", "samples", 0],
    ["no features", "dim", 0.5],
    ["empty bags", "bagSize", 0],
    ["a negative weight", "rho", -0.1],
    ["a weight above 1", "rho", 1.1],
    ["negative noise", "noiseVariance", -1],
    ["a negative length", "signalNorm", -1],
    ["what is no number", "signalNorm", NaN],
    ["infinitely many samples", "samples", Infinity],
  ];
  test.each(refused)("refuses %s", (_name, argument, value) => {
    expect(() => riskOf({ [argument]: value })).toThrow(
      expect.objectContaining({ name: "InvalidArgumentError", argument }),
    );
  });
});
