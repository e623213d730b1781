import { requireInteger, requireNumber } from "../internal/checks.ts";
import { rng } from "../rng.ts";

/** Points with a class each. */
export interface LabelledPoints {
  /** Coordinates, row-major, float64. */
  data: Float64Array<ArrayBuffer>;
  shape: [number, number];
  /** Class of each point, [n]. */
  labels: Int32Array<ArrayBuffer>;
}

/**
 * Two round Gaussian clouds whose means lie `separation` apart on the first axis; points alternate between the
 * classes 0 (left) and 1 (right).
 *
 * @param options.n number of points, default 200.
 * @param options.dim number of coordinates, default 2.
 * @param options.separation distance of the two means, >= 0, default 2.
 * @param options.std standard deviation of each coordinate, >= 0, default 1.
 * @returns `data` of shape [n, dim].
 * @throws DataError BAD_ARGUMENT for an option out of range.
 */
export function twoGaussians(
  seed: number,
  options: { n?: number; dim?: number; separation?: number; std?: number } = {},
): LabelledPoints {
  const { n = 200, dim = 2, separation = 2, std = 1 } = options;
  requireInteger("n", n, 1);
  requireInteger("dim", dim, 1);
  requireNumber("separation", separation, 0);
  requireNumber("std", std, 0);
  const data = rng(seed)
    .normals(n * dim)
    .map((normal) => std * normal);
  const labels = Int32Array.from({ length: n }, (_, i) => i % 2);
  labels.forEach((label, i) => (data[i * dim]! += (label - 0.5) * separation));
  return { data, shape: [n, dim], labels };
}
