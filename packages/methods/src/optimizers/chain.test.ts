import { DType, numpy as np } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { addDecayedWeights } from "./addDecayedWeights.ts";
import { chain } from "./chain.ts";
import { clipByGlobalNorm } from "./clipByGlobalNorm.ts";
import { globalNorm } from "./globalNorm.ts";
import { applyUpdates } from "./gradientTransformation.ts";
import { scale } from "./scale.ts";
import { scaleByLearningRate } from "./scaleByLearningRate.ts";
import { scaleBySchedule } from "./scaleBySchedule.ts";
import { trace } from "./trace.ts";
import {
  expectClose,
  optimizerProperties,
  flatValues,
  startValues,
  twoLeaves,
} from "../../test/optimizers.ts";

const once = async (optimizer: ReturnType<typeof chain>, gradient: number[]) => {
  const params = twoLeaves(startValues);
  const [updates] = optimizer.update(twoLeaves(gradient), optimizer.init(twoLeaves(startValues)), params);
  return flatValues(updates);
};

describe("chain", () => {
  test("applies its stages in order", async () => {
    const got = await once(chain(addDecayedWeights(0.5), scale(-2)), [1, 1, 1, 1]);
    expectClose([got], [[-3, 0, -2.5, -5]]);
  });

  test("keeps one state for each stage", () => {
    const optimizer = chain(
      scale(2),
      trace({ decay: 0.9 }),
      scaleBySchedule((count) => count),
    );
    const state = optimizer.init(np.zeros([2]));
    expect(state.map((part) => Object.keys(part))).toEqual([[], ["trace"], ["count"]]);
  });

  optimizerProperties("a chain of everything", () =>
    chain(
      clipByGlobalNorm(1),
      addDecayedWeights(0.01),
      trace({ decay: 0.9 }),
      scaleBySchedule((count) => count.add(1)),
      scaleByLearningRate(0.1),
    ),
  );
});

describe("clipByGlobalNorm", () => {
  test("shrinks to the norm over all leaves", async () => {
    expectClose([await once(chain(clipByGlobalNorm(1)), [2, 4, 4, 8])], [[0.2, 0.4, 0.4, 0.8]]);
  });

  test("leaves small and zero gradients as they are", async () => {
    expect(await once(chain(clipByGlobalNorm(1)), [0.1, 0, 0, -0.3])).toEqual([0.1, 0, 0, -0.3]);
    expect(await once(chain(clipByGlobalNorm(1)), [0, 0, 0, 0])).toEqual([0, 0, 0, 0]);
  });

  test("refuses a norm that is not positive", () => {
    expect(() => clipByGlobalNorm(0)).toThrow(InvalidArgumentError);
  });
});

test("globalNorm is the Euclidean norm of everything", async () => {
  expect(await globalNorm(twoLeaves([2, 4, 4, 8])).jsAsync()).toBeCloseTo(10, 12);
  expect(() => globalNorm([])).toThrow(InvalidArgumentError);
  expect(() => globalNorm(np.zeros([2], { dtype: DType.Int32 }))).toThrow(InvalidArgumentError);
});

test("a negative weight decay and a wild momentum are refused", () => {
  expect(() => addDecayedWeights(-1)).toThrow(InvalidArgumentError);
  expect(() => trace({ decay: 1 })).toThrow(InvalidArgumentError);
  expect(() => scale(Number.NaN)).toThrow(InvalidArgumentError);
});

describe("applyUpdates", () => {
  test("adds leaf by leaf and keeps the dtype", async () => {
    const params = { a: np.array([1, 2], { dtype: DType.Float32 }) };
    const sum = applyUpdates(params, { a: np.array([0.5, -2], { dtype: DType.Float64 }) });
    expect(sum.a.dtype).toBe(DType.Float32);
    expect(await sum.a.jsAsync()).toEqual([1.5, 0]);
  });

  test("refuses trees that do not match", () => {
    expect(() => applyUpdates({ a: np.zeros([2]) }, { b: np.zeros([2]) })).toThrow(InvalidArgumentError);
    expect(() => applyUpdates([np.zeros([2])], [np.zeros([2, 1])])).toThrow(InvalidArgumentError);
  });
});

test("gradients that are no floating-point arrays are refused", () => {
  const optimizer = scaleByLearningRate(0.1);
  expect(() => optimizer.update(np.zeros([2], { dtype: DType.Int32 }), {})).toThrow(InvalidArgumentError);
});
