import { type Array, DType, numpy as np, random } from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { leakedBuffers } from "../testing/index.ts";
import { leadingSingularVectors } from "./leadingSingularVectors.ts";

const normal = (n: number, m: number, seed = 0) =>
  random.normal(random.key(seed), [n, m]).astype(DType.Float64);
const largest = async (x: Array) => Math.max(...(await np.abs(x).data()));
const projector = (vectors: Array) => np.matmul(vectors.ref, vectors.transpose());

async function expectOrthonormal(vectors: Array): Promise<void> {
  const rank = vectors.shape[1]!;
  const gram = np.matmul(vectors.ref.transpose(), vectors);
  expect(await largest(gram.sub(np.eye(rank, rank, { dtype: DType.Float64 })))).toBeLessThan(1e-12);
}

describe("leadingSingularVectors", () => {
  test.each([
    [1, 1, 1],
    [2, 2, 1],
    [3, 5, 2],
    [12, 7, 7],
    [40, 30, 4],
  ])("spans what the engine's decomposition spans (%d × %d, rank %d)", async (n, m, rank) => {
    const [u, s, vt] = np.linalg.svd(normal(n, m, n)) as [Array, Array, Array];
    u.dispose();
    s.dispose();
    const want = projector(vt.slice([0, rank]).transpose());
    const vectors = leadingSingularVectors(normal(n, m, n), rank);
    await expectOrthonormal(vectors.ref);
    expect(await largest(projector(vectors).sub(want))).toBeLessThan(1e-9);
  });

  test("orders by singular value and recovers given vectors", async () => {
    const given = leadingSingularVectors(normal(9, 6, 3), 6);
    const values = np.array([1, 5, 2, 4, 3, 6], { dtype: DType.Float64 });
    const vectors = leadingSingularVectors(np.matmul(np.diag(values), given.ref.transpose()), 3);
    const overlap = (await np.abs(np.matmul(vectors.transpose(), given)).jsAsync()) as number[][];
    expect(overlap.map((row) => row.indexOf(Math.max(...row)))).toEqual([5, 1, 3]);
  });

  test("is orthonormal where the rank is larger than the matrix's own", async () => {
    const matrix = np.matmul(normal(8, 2), normal(2, 6, 1));
    await expectOrthonormal(leadingSingularVectors(matrix, 5));
    await expectOrthonormal(leadingSingularVectors(np.zeros([4, 4], { dtype: DType.Float64 }), 3));
  });

  test("does not depend on the scale", async () => {
    const want = projector(leadingSingularVectors(normal(8, 6), 2));
    const tiny = projector(leadingSingularVectors(normal(8, 6).mul(1e-12), 2));
    expect(await largest(tiny.sub(want))).toBeLessThan(1e-10);
  });

  test("comes to an end for values that are not finite", () => {
    const vectors = leadingSingularVectors(np.full([4, 4], Number.NaN), 2);
    expect(vectors.shape).toEqual([4, 2]);
  });

  test("keeps the dtype and leaves no buffer behind", async () => {
    const run = async () => {
      const vectors = leadingSingularVectors(np.ones([3, 2]), 1);
      expect(vectors.dtype).toBe(DType.Float32);
      await vectors.data();
    };
    await run();
    expect(await leakedBuffers(run)).toBe(0);
  });

  test("refuses ranks out of range and what is no matrix", () => {
    expect(() => leadingSingularVectors(np.zeros([3, 2]), 3)).toThrow(InvalidArgumentError);
    expect(() => leadingSingularVectors(np.zeros([3, 2]), 0)).toThrow(InvalidArgumentError);
    expect(() => leadingSingularVectors(np.zeros([3]), 1)).toThrow(InvalidArgumentError);
    expect(() => leadingSingularVectors(np.zeros([3, 2], { dtype: DType.Int32 }), 1)).toThrow(
      InvalidArgumentError,
    );
  });
});
