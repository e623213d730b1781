import { type Array, DType, numpy as np, random } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { methodChecks } from "../testing/index.ts";
import { dctMatrix } from "./dctMatrix.ts";
import {
  type DctMethod,
  expandDctColumns,
  moveColumns,
  selectDctColumns,
  type SelectDctColumnsOptions,
} from "./selectDctColumns.ts";

const normal = (n: number, m: number, seed = 0) =>
  random.normal(random.key(seed), [n, m]).astype(DType.Float64);
const energy = async (x: Array) => (await np.square(x).sum().data())[0]!;
const int32 = (values: number[]) => np.array(Int32Array.from(values));

/** low, with everything else of the selection freed. */
function lowOf(grad: Array, options: SelectDctColumnsOptions): Array {
  const { indices, low, scores } = selectDctColumns(grad, options);
  indices.dispose();
  scores.dispose();
  return low;
}

for (const method of ["matmul", "fft"] as DctMethod[]) {
  for (const [n, m] of [
    [5, 3],
    [3, 4],
  ] as const) {
    describe(`selectDctColumns of ${n} × ${m} by ${method}`, () => {
      const checks = methodChecks({
        name: "selectDctColumns",
        apply: (grad) => lowOf(grad!, { rank: 2, method }),
        makeInputs: (seed) => [
          {
            shape: [n, m],
            values: globalThis.Array.from({ length: n * m }, (_, i) => Math.sin(i * i + seed)),
          },
        ],
        shape: n >= m ? [n, 2] : [2, m],
        badCalls: [
          { name: "rank 0", call: () => selectDctColumns(np.zeros([2, 2]), { rank: 0 }), argument: "rank" },
          {
            name: "rank 1.5",
            call: () => selectDctColumns(np.zeros([2, 2]), { rank: 1.5 }),
            argument: "rank",
          },
          {
            name: "norm 3",
            call: () => selectDctColumns(np.zeros([2, 2]), { rank: 1, norm: 3 as never }),
            argument: "norm",
          },
          {
            name: "an unknown method",
            call: () => selectDctColumns(np.zeros([2, 2]), { rank: 1, method: "dft" as never }),
            argument: "method",
          },
          { name: "a vector", call: () => selectDctColumns(np.zeros([2]), { rank: 1 }), argument: "grad" },
          {
            name: "integers",
            call: () => selectDctColumns(np.zeros([2, 2], { dtype: DType.Int32 }), { rank: 1 }),
            argument: "grad",
          },
        ],
      });
      for (const check of checks) test(check.name, check.run);
    });
  }
}

describe("selectDctColumns", () => {
  test("takes the rows of a wide matrix as it takes the columns of its transpose", async () => {
    const wide = selectDctColumns(normal(4, 7), { rank: 3 });
    const tall = selectDctColumns(normal(4, 7).transpose(), { rank: 3 });
    expect([wide.side, tall.side]).toEqual(["left", "right"]);
    expect(await wide.indices.jsAsync()).toEqual(await tall.indices.jsAsync());
    expect(await energy(wide.low.transpose().sub(tall.low))).toBeLessThan(1e-24);
  });

  test("finds the basis vectors that a matrix was made of, largest first", async () => {
    const basis = dctMatrix(6, { dtype: DType.Float64 });
    const coordinates = np.array([[0, 2, 0, 0, -5, 1]], { dtype: DType.Float64 });
    const grad = np.matmul(
      np.ones([6, 1], { dtype: DType.Float64 }),
      np.matmul(coordinates, basis.transpose()),
    );
    const { indices, scores } = selectDctColumns(grad, { rank: 3 });
    expect(await indices.jsAsync()).toEqual([4, 1, 5]);
    expect((await scores.jsAsync())[4]).toBeCloseTo(30, 10);
  });

  test("breaks ties in favour of the smaller index", async () => {
    const { indices } = selectDctColumns(np.zeros([4, 4]), { rank: 3 });
    expect(await indices.jsAsync()).toEqual([0, 1, 2]);
  });

  test.each(["matmul", "fft"] as const)("keeps at least its share of the energy (%s)", async (method) => {
    for (const [seed, shape] of [
      [9, 6],
      [6, 9],
      [8, 8],
    ].entries()) {
      const [n, m] = shape as [number, number];
      const size = Math.min(n, m);
      const { indices, low, side } = selectDctColumns(normal(n, m, seed), { rank: 2, norm: 2, method });
      const back = expandDctColumns(low, indices, { side, size, method });
      const lost = await energy(normal(n, m, seed).sub(back));
      expect(lost).toBeLessThanOrEqual((1 - 2 / size) * (await energy(normal(n, m, seed))));
    }
  });

  test("loses nothing at full rank, and clips a larger one", async () => {
    const { indices, low, side } = selectDctColumns(normal(5, 3), { rank: 99 });
    expect(indices.shape).toEqual([3]);
    const back = expandDctColumns(low, indices, { side, size: 3, method: "fft" });
    expect(await energy(normal(5, 3).sub(back))).toBeLessThan(1e-24);
  });
});

describe("expandDctColumns", () => {
  const call = (low: Array, indices: Array, change: object) =>
    expandDctColumns(low, indices, { side: "right", size: 4, ...change });

  test.each([
    ["size", () => call(np.zeros([5, 2]), int32([0, 1]), { size: 0 })],
    ["side", () => call(np.zeros([5, 2]), int32([0, 1]), { side: "top" })],
    ["method", () => call(np.zeros([5, 2]), int32([0, 1]), { method: "dft" })],
    ["low", () => call(np.zeros([5]), int32([0, 1]), {})],
    ["indices", () => call(np.zeros([5, 2]), int32([0, 1, 2]), {})],
    ["indices", () => call(np.zeros([5, 2]), np.zeros([2]), {})],
  ])("blames %s", (argument, bad) => {
    expect(bad).toThrow(expect.objectContaining({ name: "InvalidArgumentError", argument }));
  });
});

test("moveColumns keeps what is still wanted, in the order wanted, and starts the rest at zero", async () => {
  const columns = np.array([
    [1, 2, Number.NaN],
    [4, 5, 6],
  ]);
  const moved = moveColumns(columns, int32([7, 3, 5]), int32([3, 9, 7]));
  expect(await moved.jsAsync()).toEqual([
    [2, 0, 1],
    [5, 0, 4],
  ]);
});
