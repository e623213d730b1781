import { requireInteger, requireNumber } from "../internal/checks.ts";
import { rng } from "../rng.ts";

/** A matrix, row-major, float64. */
export interface GeneratedMatrix {
  data: Float64Array<ArrayBuffer>;
  shape: [number, number];
}

/**
 * A random matrix of low rank with Gaussian noise: U V^T / sqrt(rank) + noise N, all entries standard normal.
 *
 * @param options.rows default 20.
 * @param options.cols default 15.
 * @param options.rank default 3.
 * @param options.noise standard deviation of the noise, >= 0, default 0.1.
 * @returns `data` of shape [rows, cols].
 * @throws DataError BAD_ARGUMENT for an option out of range.
 */
export function lowRankMatrix(
  seed: number,
  options: { rows?: number; cols?: number; rank?: number; noise?: number } = {},
): GeneratedMatrix {
  const { rows = 20, cols = 15, rank = 3, noise = 0.1 } = options;
  requireInteger("rows", rows, 1);
  requireInteger("cols", cols, 1);
  requireInteger("rank", rank, 1);
  requireNumber("noise", noise, 0);
  const stream = rng(seed);
  const left = stream.normals(rows * rank);
  const right = stream.normals(cols * rank);
  const data = stream.normals(rows * cols).map((normal, i) => {
    const row = Math.floor(i / cols) * rank;
    const column = (i % cols) * rank;
    let product = 0;
    for (let k = 0; k < rank; k++) product += left[row + k]! * right[column + k]!;
    return product / Math.sqrt(rank) + noise * normal;
  });
  return { data, shape: [rows, cols] };
}
