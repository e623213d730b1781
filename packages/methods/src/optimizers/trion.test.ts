import { type Array, DType, numpy as np, random } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { optimizerProperties, type Problem } from "../../test/optimizers.ts";
import { InvalidArgumentError } from "../errors.ts";
import { newtonSchulz } from "./newtonSchulz.ts";
import { trion, type TrionOptions } from "./trion.ts";

const problem: Problem = {
  tree: (values, dtype) => ({
    tall: np.array(values.slice(0, 15), { dtype }).reshape([5, 3]),
    wide: np.array(values.slice(15), { dtype }).reshape([2, 4]),
  }),
  start: globalThis.Array.from({ length: 23 }, (_, i) => Math.sin(1 + i)),
  gradients: globalThis.Array.from({ length: 4 }, (_, step) =>
    globalThis.Array.from({ length: 23 }, (_, i) => Math.sin(3 * i + i * i * (step + 1))),
  ),
};
const normal = (n: number, m: number) => random.normal(random.key(3), [n, m]).astype(DType.Float64);

/** The first update, whose momentum is the gradient alone. */
function firstUpdate(options: TrionOptions, gradient: Array): Array {
  const optimizer = trion(options);
  const state = optimizer.init(np.zeros(gradient.shape, { dtype: gradient.dtype }));
  return optimizer.update(gradient, state)[0];
}

const norm = async (x: Array) => Math.sqrt((await np.square(x).sum().data())[0]!);

describe("trion", () => {
  optimizerProperties("plain", () => trion({ learningRate: 0.1, rank: 2 }), { problem });
  optimizerProperties(
    "all options",
    () => trion({ rank: 1, momentum: 0.5, weightDecay: 0.1, scaling: "dion", newtonSchulzSteps: 3, norm: 2 }),
    { problem },
  );

  test("at full rank steps along the orthogonalised gradient", async () => {
    const update = firstUpdate({ rank: 4, learningRate: 0.1, scaling: "none" }, normal(6, 4));
    expect(await norm(update.add(newtonSchulz(normal(6, 4)).mul(0.1)))).toBeLessThan(1e-12);
  });

  test.each([
    ["kj", 6, 4, Math.sqrt(1.5)],
    ["kj", 4, 6, 1],
    ["none", 6, 4, 1],
    ["kimi", 4, 6, 0.2 * Math.sqrt(6)],
    ["dion", 4, 6, Math.sqrt(4 / 6)],
  ] as const)("scaling %s of a %d × %d matrix", async (scaling, n, m, factor) => {
    const plain = await norm(firstUpdate({ rank: 2, scaling: "none" }, normal(n, m)));
    const scaled = await norm(firstUpdate({ rank: 2, scaling }, normal(n, m)));
    expect(scaled / plain).toBeCloseTo(factor, 10);
  });

  test("keeps in the momentum what the projection leaves out, and μ of the rest", async () => {
    const optimizer = trion({ rank: 1, momentum: 0.9 });
    const state = optimizer.init(np.zeros([3, 3], { dtype: DType.Float64 }));
    const [updates, next] = optimizer.update(normal(3, 3), state);
    updates.dispose();
    const { momentum, indices } = next.layers[0]!;
    expect(indices.shape).toEqual([1]);
    const removed = normal(3, 3).sub(momentum).div(0.1);
    const values = (await np.linalg.svdvals(removed).jsAsync()) as number[];
    expect(values[0]).toBeGreaterThan(0.5);
    expect(values[1]).toBeLessThan(1e-6);
  });

  test.each([
    [{ rank: 0 }, "rank"],
    [{ momentum: 1 }, "momentum"],
    [{ learningRate: Number.NaN }, "learningRate"],
    [{ weightDecay: -1 }, "weightDecay"],
    [{ scaling: "huge" as never }, "scaling"],
    [{ newtonSchulzSteps: 0 }, "newtonSchulzSteps"],
    [{ norm: 0 as never }, "norm"],
  ])("refuses %j", (options, argument) => {
    const error = expect.objectContaining({ name: "InvalidArgumentError", argument });
    expect(() => trion({ rank: 1, ...options })).toThrow(error);
  });

  test("refuses vectors, and to decay what it is not given", () => {
    const optimizer = trion({ rank: 1, weightDecay: 0.1 });
    expect(() => optimizer.init({ bias: np.zeros([3]) })).toThrow(InvalidArgumentError);
    const state = optimizer.init(np.zeros([3, 2]));
    expect(() => optimizer.update(np.zeros([3, 2]), state)).toThrow(/params/);
    expect(() => optimizer.update(np.zeros([2, 2]), state, np.zeros([2, 2]))).toThrow(/updates/);
  });
});
