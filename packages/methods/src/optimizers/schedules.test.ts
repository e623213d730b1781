import { DType, jit, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { leakedBuffers } from "../testing/index.ts";
import {
  constantSchedule,
  cosineDecaySchedule,
  exponentialDecay,
  linearSchedule,
  piecewiseConstantSchedule,
  type Schedule,
  warmupCosineDecaySchedule,
} from "./schedules.ts";

const int32 = (count: number) => np.array(count, { dtype: DType.Int32 });
const half = Math.SQRT1_2;

const cases: [string, Schedule, Record<number, number>][] = [
  ["constant", constantSchedule(0.3), { 0: 0.3, 99: 0.3 }],
  [
    "linear",
    linearSchedule({ initValue: 1, endValue: 0.2, transitionSteps: 4, transitionBegin: 2 }),
    { 0: 1, 2: 1, 3: 0.8, 4: 0.6, 6: 0.2, 50: 0.2 },
  ],
  [
    "cosine",
    cosineDecaySchedule({ initValue: 2, decaySteps: 8, alpha: 0.1 }),
    { 0: 2, 2: 0.2 + 0.9 * (1 + half), 4: 1.1, 8: 0.2, 9: 0.2 },
  ],
  [
    "warm-up and cosine",
    warmupCosineDecaySchedule({ initValue: 0, peakValue: 1, warmupSteps: 2, decaySteps: 10, endValue: 0.5 }),
    { 0: 0, 1: 0.5, 2: 1, 4: 0.5 + 0.25 * (1 + half), 6: 0.75, 10: 0.5, 11: 0.5 },
  ],
  [
    "no warm-up",
    warmupCosineDecaySchedule({ initValue: 0, peakValue: 1, warmupSteps: 0, decaySteps: 4 }),
    { 0: 1, 2: 0.5, 4: 0 },
  ],
  [
    "exponential",
    exponentialDecay({ initValue: 2, transitionSteps: 4, decayRate: 0.25 }),
    { 0: 2, 2: 1, 4: 0.5, 8: 0.125 },
  ],
  [
    "staircase",
    exponentialDecay({ initValue: 2, transitionSteps: 4, decayRate: 0.25, staircase: true }),
    { 0: 2, 3: 2, 4: 0.5, 7: 0.5, 8: 0.125 },
  ],
  [
    "piecewise",
    piecewiseConstantSchedule({ initValue: 1, boundariesAndScales: { 3: 0.1, 5: 0.5 } }),
    { 0: 1, 2: 1, 3: 0.1, 4: 0.1, 5: 0.05, 100: 0.05 },
  ],
];

describe.each(cases)("%s schedule", (_name, schedule, values) => {
  test("has the values of its formula, on an integer and on a traced count", async () => {
    const program = jit(schedule);
    for (const [count, value] of Object.entries(values)) {
      expect(await schedule(int32(+count)).jsAsync()).toBeCloseTo(value, 6);
      expect(await program(int32(+count)).jsAsync()).toBeCloseTo(value, 6);
    }
    program.dispose();
  });

  test("is exact in float64 and leaves no buffer behind", async () => {
    const run = async () => {
      for (const [count, value] of Object.entries(values)) {
        const result = schedule(np.array(+count, { dtype: DType.Float64 }));
        expect(result.dtype).toBe(DType.Float64);
        expect(await result.jsAsync()).toBeCloseTo(value, 12);
      }
    };
    await run();
    expect(await leakedBuffers(run)).toBe(0);
  });
});

test.each([
  () => constantSchedule(Number.NaN),
  () => linearSchedule({ initValue: 1, endValue: 0, transitionSteps: 0 }),
  () => linearSchedule({ initValue: 1, endValue: 0, transitionSteps: 1, transitionBegin: -1 }),
  () => cosineDecaySchedule({ initValue: 1, decaySteps: 1.5 }),
  () => warmupCosineDecaySchedule({ initValue: 0, peakValue: 1, warmupSteps: 4, decaySteps: 4 }),
  () => exponentialDecay({ initValue: 1, transitionSteps: 1, decayRate: 0 }),
  () => piecewiseConstantSchedule({ initValue: 1, boundariesAndScales: { 1.5: 0.1 } }),
  () => piecewiseConstantSchedule({ initValue: 1, boundariesAndScales: { 1: Number.NaN } }),
])("schedules refuse bad options (%#)", (make) => {
  expect(make).toThrow(InvalidArgumentError);
});
